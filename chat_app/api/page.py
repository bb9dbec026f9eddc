"""What Streamlit runs at every event.

It stands here and not in `chat_app/ui`, because Streamlit takes every file in a folder `pages` beside its
script for a page of its own.
"""

from chat_app.ui.app import main

main()
