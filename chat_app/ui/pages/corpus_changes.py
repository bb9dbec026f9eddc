"""Changes of the corpus that wait: who proposes what and why, the difference, and the files."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from chat_app.errors import LNConsultError
from chat_app.guidelines.change import Change, ChangeFolder, as_patch, yaml_of

TITLES = {"new": "New statement", "edit": "Edit", "checked": "Marked as checked"}


def draw_changes(folder: ChangeFolder) -> None:
    st.caption(
        "Proposed changes are files. They take effect when “ln-consult corpus apply FILE” has put them into "
        "the corpus, or when the patch is merged."
    )
    try:
        waiting = folder.all()
    except LNConsultError as error:
        st.error(str(error))
        return
    if not waiting:
        st.text("Nothing waits.")
    for path, change in waiting:
        _draw(folder, path, change)


def _draw(folder: ChangeFolder, path: Path, change: Change) -> None:
    with st.container(border=True):
        st.text(f"{TITLES[change.action.value]}: {change.statement}")
        who = ", ".join(filter(None, (change.by.name, change.by.credential)))
        st.text(f"{who}, {change.proposed}. {change.reason}")
        try:
            patch = as_patch(change)
        except LNConsultError as error:
            st.warning(str(error))
            patch = ""
        if patch:
            st.code(patch.partition("\n\n")[2], language="diff", wrap_lines=True)
        first, second, third = st.columns(3)
        first.download_button(
            "YAML", yaml_of(change), path.name, "text/yaml", key=f"y-{path.name}", width="stretch"
        )
        second.download_button(
            "Patch",
            patch,
            f"{path.stem}.patch",
            "text/plain",
            key=f"p-{path.name}",
            disabled=not patch,
            width="stretch",
        )
        third.button(
            "Withdraw", key=f"w-{path.name}", on_click=folder.withdraw, args=(path,), width="stretch"
        )
