"""Health, fonts and `/api/ask` over HTTP, with the security headers on each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chat_app.api.headers import HEADERS
from chat_app.api.server import middleware, routes
from chat_app.guidelines.load import default_corpus
from chat_app.records.store import Store
from chat_app.ui.worker import Worker
from tests.chat_app.ui.stand_in import StandIn


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    store = Store.open(f"sqlite:///{tmp_path / 'consultations.sqlite3'}")
    worker = Worker(StandIn(store), store)
    monkeypatch.setattr("chat_app.api.ask.shared_worker", lambda: worker)
    monkeypatch.setattr("chat_app.api.answers.shared_worker", lambda: worker)
    with TestClient(Starlette(routes=routes(), middleware=middleware(["testserver"]))) as client:
        yield client
    worker.close()


def events(response: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def test_health_names_the_guideline_context(client: TestClient) -> None:
    body = client.get("/health").json()
    assert body == {"status": "ok", "corpus": default_corpus().version, "statements": len(default_corpus())}


@pytest.mark.parametrize("name", ["inter-latin-wght-normal.woff2", "source-serif-4-latin-opsz-normal.woff2"])
def test_fonts_are_our_own_files(client: TestClient, name: str) -> None:
    response = client.get(f"/assets/fonts/{name}")
    assert response.status_code == 200
    assert response.content[:4] == b"wOF2"


@pytest.mark.parametrize("path", ["/health", "/assets/fonts/none.woff2", "/assets/fonts/../../app.py"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert b"import" not in response.content


def test_a_question_is_answered_as_a_stream_of_events(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "Is belimumab indicated?"})
    lines = events(response)
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert [e["event"] for e in lines][:3] == ["screened", "resolved", "evidence"]
    assert lines[-1]["event"] == "completed"
    answer = lines[-1]["answer"]
    released = [e["text"] for e in lines if e["event"] == "sentence"]
    shown = [s["text"] for s in answer["bottom_line"]]
    shown += [s["text"] for section in answer["sections"] for s in section["sentences"]]
    assert released == shown
    assert answer["disclaimer"]


def test_a_conversation_goes_on(client: TestClient) -> None:
    first = events(client.post("/api/ask", json={"question": "Is belimumab indicated?"}))[-1]["answer"]
    body = {"question": "And in pregnancy?", "conversation": first["conversation"]}
    assert events(client.post("/api/ask", json=body))[-1]["answer"]["conversation"] == first["conversation"]


def test_a_failure_is_the_last_line(client: TestClient) -> None:
    last = events(client.post("/api/ask", json={"question": "A broken question"}))[-1]
    assert last == {"event": "failed", "message": "It broke."}


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"question": "x"}', "text/plain", 415),
        (b'{"question": "x"}', "application/x-www-form-urlencoded", 415),
        (b"not json", "application/json", 400),
        (b'{"question": 3}', "application/json", 400),
        (b'{"question": "x", "audience": "king"}', "application/json", 400),
        (b'{"question": "x", "patient": {"egfr": -4}}', "application/json", 400),
        (b'{"question": "x", "more": 1}', "application/json", 400),
        (b'{"question": "' + b"x" * 100_001 + b'"}', "application/json", 413),
    ],
)
def test_bad_requests_are_refused_with_a_reason(
    client: TestClient, content: bytes, content_type: str, status: int
) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": content_type})
    assert response.status_code == status
    assert response.json()["error"]


def test_the_api_is_not_read_by_get(client: TestClient) -> None:
    assert client.get("/api/ask").status_code == 405


def test_an_answer_is_read_again_exactly_as_it_was_given(client: TestClient) -> None:
    answer = events(client.post("/api/ask", json={"question": "Is belimumab indicated?"}))[-1]["answer"]
    assert client.get(f"/api/answers/{answer['id']}").json() == answer


def test_an_unknown_answer_is_not_found(client: TestClient) -> None:
    response = client.get("/api/answers/" + "0" * 32)
    assert response.status_code == 404
    assert response.json()["error"]


def test_a_page_of_another_name_gets_nothing(client: TestClient) -> None:
    response = client.get("/health", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "corpus" not in response.text


@pytest.mark.parametrize("extension", ["pdf", "docx", "md", "txt"])
def test_an_answer_can_be_fetched_as_a_file(client: TestClient, extension: str) -> None:
    lines = client.post("/api/ask", json={"question": "How is voclosporin monitored?"}).text.splitlines()
    answer_id = json.loads(lines[-1])["answer"]["id"]
    response = client.get(f"/api/answers/{answer_id}.{extension}")
    assert response.status_code == 200
    assert f".{extension}" in response.headers["content-disposition"]
    assert len(response.content) > 500
    assert client.get(f"/api/answers/{answer_id}.exe").status_code == 404
    assert client.get(f"/api/answers/{'0' * 32}.{extension}").status_code == 404
