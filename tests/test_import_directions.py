"""Who may know whom, as DESIGN fixes it: a lower layer never imports a higher one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = {
    "ui": 4,
    "cli": 4,
    "api": 4,
    "consult": 3,
    "review": 3,
    "lab": 3,
    "teaching": 3,
    "guidelines": 2,
    "question": 2,
    "writers": 2,
    "clinic": 2,
    "records": 2,
}
MODULES = sorted(p for top in ("guardrails", "prompts", "chat_app") for p in (ROOT / top).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names |= {f"{node.module}.{a.name}" for a in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_lower_layer_never_imports_a_higher_one(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    names = imported(path)
    if parts[0] in ("guardrails", "prompts"):
        assert not [n for n in names if n.startswith("chat_app")]
    elif len(parts) > 1 and parts[1] in LAYERS:
        mine = LAYERS[parts[1]]
        above = [n for n in names if n.startswith("chat_app.") and LAYERS.get(n.split(".")[1], 0) > mine]
        assert not above


def test_guardrails_touch_no_network_and_no_clock() -> None:
    forbidden = {"socket", "http", "httpx", "urllib.request", "requests", "datetime", "time", "random"}
    for path in (ROOT / "guardrails").rglob("*.py"):
        assert not imported(path) & forbidden, path
