"""What the README says is there is there: settings, commands, files and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chat_app.cli import COMMANDS
from chat_app.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_readme(name: str) -> None:
    variable = name.upper() if name.startswith("openai_") else f"LN_CONSULT_{name.upper()}"
    assert f"`{variable}`" in README


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"`LN_CONSULT_([A-Z_]+)`", README))
    assert named <= {f.upper() for f in Settings.model_fields}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"`{command}\b", README)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_and_pictures_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_tracked_text_names_no_machine_path_and_no_registry() -> None:
    forbidden = re.compile(
        "/wo" + "rk/|\\.\\./" + "shared|files\\.python" + "hosted|registry\\.np" + "mjs|/sim" + "ple/"
    )
    suffixes = {".py", ".md", ".yaml", ".toml", ".lock", ".txt", ".css", ".js", ".mako"}
    for path in ROOT.rglob("*"):
        if (
            path.is_file()
            and path.suffix in suffixes
            and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        ):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert found is None, f"{path}: {found[0] if found else ''}"
