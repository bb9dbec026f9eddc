"""Answers by their id: as they were given, and as a reviewer approved them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chat_app.api.server import routes
from chat_app.guidelines.load import default_corpus
from chat_app.records.store import Store
from chat_app.review.model import Reviewer
from chat_app.ui.worker import Worker
from tests.chat_app.review.conftest import find_dosed, stored
from tests.chat_app.ui.stand_in import StandIn

ONE = Reviewer("Reviewer One", "MD")


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    store = Store.open(f"sqlite:///{tmp_path / 'consultations.sqlite3'}")
    made = Worker(StandIn(store), store)
    monkeypatch.setattr("chat_app.api.answers.shared_worker", lambda: made)
    yield made
    made.close()


@pytest.fixture
def client(worker: Worker) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes())) as client:
        yield client


def test_both_versions_have_an_address_of_their_own(client: TestClient, worker: Worker) -> None:
    corpus, desk = default_corpus(), worker.desk
    turn = stored(worker.store, corpus, find_dosed(corpus).statement)
    assert turn.answer is not None
    assert client.get(f"/api/answers/{turn.id}").json() == turn.answer.model_dump(mode="json")
    assert client.get(f"/api/reviewed/{turn.id}").status_code == 404

    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.drop(turn.id, ONE, "1-0")
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    given, reviewed = (client.get(f"/api/{kind}/{turn.id}").json() for kind in ("answers", "reviewed"))
    assert (len(given["sections"]), len(reviewed["sections"])) == (1, 0)
    assert given["notices"][0]["answer"] == turn.id
    assert (reviewed["review"]["reviewer"], reviewed["review"]["credential"]) == ("Reviewer One", "MD")

    worker.store.delete(turn.conversation)
    assert client.get(f"/api/answers/{turn.id}").status_code == 404
    assert client.get(f"/api/reviewed/{turn.id}").status_code == 200


@pytest.mark.parametrize("extension", ["md", "txt", "docx", "pdf"])
def test_the_approved_text_can_be_exported(client: TestClient, worker: Worker, extension: str) -> None:
    corpus, desk = default_corpus(), worker.desk
    turn = stored(worker.store, corpus, find_dosed(corpus).statement)
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    response = client.get(f"/api/reviewed/{turn.id}.{extension}")
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    if extension in ("md", "txt"):
        assert "Approved by Reviewer One, MD" in response.text


def test_unknown_formats_and_answers_are_said_so(client: TestClient) -> None:
    assert "can be exported as" in client.get("/api/reviewed/x.exe").json()["error"]
    assert client.get("/api/reviewed/x.md").status_code == 404
