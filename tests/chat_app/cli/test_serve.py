"""`ln-consult serve` before it serves: its address, and a port that is taken."""

from __future__ import annotations

import socket

import pytest

from chat_app.cli import main
from chat_app.cli.serve import allowed_hosts, has_display, listen
from chat_app.errors import LNConsultError, PortInUse


def test_a_port_in_use_ends_with_one_line_that_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--no-browser"]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert f"Port {port}" in lines[0]
    assert "--port" in lines[0]


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(LNConsultError, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "named", "name", "let_in"),
    [
        ("127.0.0.1", None, "localhost", True),
        ("127.0.0.1", None, "evil.example", False),
        ("127.0.0.1", ["ln.hospital.example"], "ln.hospital.example", True),
        ("0.0.0.0", None, "*", True),
        ("0.0.0.0", ["ln.hospital.example"], "*", False),
    ],
)
def test_which_names_may_call(host: str, named: list[str] | None, name: str, let_in: bool) -> None:
    assert (name in allowed_hosts(host, named)) is let_in


def test_a_free_port_is_found() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert port > 0
        with pytest.raises(PortInUse):
            listen("127.0.0.1", port)


def test_a_wrong_port_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", "70000"]) == 1
    assert "port" in capsys.readouterr().err.lower()


def test_no_browser_is_opened_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()
