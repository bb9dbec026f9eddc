"""A folder of prompts for tests: the product's active texts as first versions, whatever is released later."""

from __future__ import annotations

import re
from pathlib import Path

from prompts import PromptLibrary, Status, read_draft


def first_versions(folder: Path) -> Path:
    """Write `answer@1` and `judge@1`, active and released, into a new folder."""
    listed = []
    for prompt in PromptLibrary():
        if prompt.about.status is not Status.ACTIVE:
            continue
        name = prompt.about.name
        text = re.sub(r"^version: .*$", "version: 1", prompt.source, count=1, flags=re.MULTILINE)
        text = re.sub(r"^changed: [^|>\n].*$", "changed: First version.", text, count=1, flags=re.MULTILINE)
        path = folder / name / "v1.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        listed.append(f"{name}@1: {read_draft(text).hash}\n")
    (folder / "released.yaml").write_text("".join(listed), encoding="utf-8")
    return folder


def steering(folder: Path, number: int, steer: str, note: str = "") -> str:
    """Write a version of the answer prompt that steers the model of the tests, as a draft; its label."""
    text = (folder / "answer" / "v1.md").read_text(encoding="utf-8")
    text = text.replace("# User", f"{note}\n\n[steer {steer}]\n\n# User", 1)
    text = text.replace("version: 1", f"version: {number}", 1).replace("status: active", "status: draft", 1)
    (folder / "answer" / f"v{number}.md").write_text(text, encoding="utf-8")
    return f"answer@{number}"
