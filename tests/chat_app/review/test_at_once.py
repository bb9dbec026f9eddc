"""Several at once: one wins, the others are told; nothing is lost, and the trail holds."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from chat_app.errors import ReviewError
from chat_app.guidelines.model import Corpus
from chat_app.records.base import Turn
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import Reviewer
from tests.chat_app.review.conftest import ONE, Dosed

CLAIM = """
import sys, time
from types import SimpleNamespace
from chat_app.errors import ReviewError
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import Reviewer

url, answer, name = sys.argv[1:]
store = Store.open(url)
desk = ReviewDesk(ReviewStore.beside(store), SimpleNamespace(version="sha256:x"))
print("ready", flush=True)
sys.stdin.readline()
try:
    print("won by", desk.claim(answer, Reviewer(name, "MD")).holder, flush=True)
except ReviewError as error:
    print(error, flush=True)
store.close()
"""


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start at the same moment; what each gave or raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()
        except ReviewError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_processes_that_claim_one_wins_and_the_other_is_told(
    desk: ReviewDesk, turn: Turn, database_url: str
) -> None:
    desk.submit(turn)
    names = ("Reviewer One", "Reviewer Two")
    claims = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, database_url, turn.id, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in claims:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in claims:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=30)[0].strip() for process in claims)
    winner = desk.review(turn.id).holder
    assert said == [f"{winner}, MD has claimed this answer.", f"won by {winner}"]
    assert [e.action for e in desk.trail(turn.id)] == ["submitted", "claimed"]


def test_of_eight_that_claim_at_once_one_wins(
    store: Store, desk: ReviewDesk, turn: Turn, corpus: Corpus
) -> None:
    desk.submit(turn)
    reviewers = [Reviewer(f"Reviewer {n}", "MD") for n in range(8)]
    desks = [ReviewDesk(ReviewStore.beside(store), corpus) for _ in reviewers]
    results = together(
        *(lambda d=d, r=r: d.claim(turn.id, r) for d, r in zip(desks, reviewers, strict=True))  # type: ignore[misc]
    )
    winner = desk.review(turn.id).holder
    losers = [r for r in results if isinstance(r, ReviewError)]
    assert len(losers) == 7
    assert {str(loser) for loser in losers} == {f"{winner}, MD has claimed this answer."}
    assert desk.store.check_trail().faults == ()


def test_acts_at_once_lose_nothing(desk: ReviewDesk, turn: Turn, dosed: Dosed) -> None:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    results = together(
        lambda: desk.drop(turn.id, ONE, "1-0"),
        lambda: desk.edit(turn.id, ONE, "0-0", dosed.wrong, (dosed.statement.id,)),
        *(lambda n=n: desk.comment(turn.id, ONE, f"Comment {n}.") for n in range(6)),  # type: ignore[misc]
    )
    assert not [r for r in results if isinstance(r, ReviewError)]
    text = desk.text(desk.review(turn.id))
    assert text.line("1-0").dropped
    assert text.line("0-0").text == dosed.wrong
    assert len(desk.trail(turn.id)) == 10
    assert desk.store.check_trail().faults == ()


def test_an_answer_submitted_twice_at_once_is_on_the_desk_once(desk: ReviewDesk, turn: Turn) -> None:
    results = together(*(lambda: desk.submit(turn) for _ in range(4)))
    assert sum(isinstance(r, ReviewError) for r in results) == 3
    assert len(desk.trail(turn.id)) == 1


def test_an_approval_and_an_edit_at_once_never_publish_what_was_not_seen(
    desk: ReviewDesk, turn: Turn, dosed: Dosed
) -> None:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    seen = desk.review(turn.id).version
    together(
        lambda: desk.approve(turn.id, ONE, seen),
        lambda: desk.edit(turn.id, ONE, "0-0", dosed.wrong, (dosed.statement.id,)),
    )
    published = desk.published(turn.id)
    assert published is None or dosed.wrong not in {s.text for s in published.sentences()}
    if published is None:
        with pytest.raises(ReviewError):
            desk.approve(turn.id, ONE, desk.review(turn.id).version)
