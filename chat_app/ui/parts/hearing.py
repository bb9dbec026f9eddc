"""Components whose presses are heard once each, whichever way Streamlit brings them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

Act = Callable[[Any], object]


def draw_hearing(
    renderer: Callable[..., Any], key: str, data: Mapping[str, Any], acts: Mapping[str, Act]
) -> None:
    """Draw a component; each of `acts` hears what is pressed under its name.

    A press is heard before the page is drawn again. One from a page that stood open while the server
    started anew is heard when the component is drawn: the new server calls nothing back in its first run.
    """
    heard_key = f"{key}-heard"

    def hearing(name: str, act: Act) -> Callable[[], None]:
        def heard() -> None:
            state = st.session_state.get(key)
            value = state.get(name) if state else None
            if value is not None:
                st.session_state[heard_key] = True
                act(value)

        return heard

    result = renderer(
        key=key, data=data, **{f"on_{name}_change": hearing(name, act) for name, act in acts.items()}
    )
    if st.session_state.pop(heard_key, False):
        return
    for name, act in acts.items():
        if (value := result.get(name)) is not None:
            act(value)
            st.rerun()
