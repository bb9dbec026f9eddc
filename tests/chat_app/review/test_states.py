"""Whatever reviewers do in whatever order: the states hold, and nothing unsupported is ever published."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chat_app.errors import ReviewError
from chat_app.guidelines.load import default_corpus
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.watch import recheck
from guardrails.support import Verifier
from tests.chat_app.review.conftest import ONE, TWO, find_dosed, stored

VERIFIER = Verifier()
DOSED = find_dosed(default_corpus())
REVIEWERS = st.sampled_from((ONE, TWO))
EVENTS = {
    "submitted": ({None, "returned"}, "submitted"),
    "claimed": ({"submitted", "under_review"}, "under_review"),
    "returned": ({"under_review"}, "returned"),
    "approved": ({"under_review"}, "approved"),
    "reopened": ({"approved"}, "under_review"),
}
"""From which states an event may come, and where it leads."""


class Desk(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(f"sqlite:///{Path(self.folder.name) / 'store.sqlite3'}")
        self.corpus = default_corpus()
        self.desk = ReviewDesk(ReviewStore.beside(self.store), self.corpus, VERIFIER)
        self.turn = stored(self.store, self.corpus, DOSED.statement)
        self.versions = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def tried(self, act: str, *args: object) -> None:
        with contextlib.suppress(ReviewError):
            getattr(self.desk, act)(*args)

    @rule()
    def submit(self) -> None:
        self.tried("submit", self.turn)

    @rule(who=REVIEWERS)
    def claim(self, who: object) -> None:
        self.tried("claim", self.turn.id, who)

    @rule(who=REVIEWERS)
    def release(self, who: object) -> None:
        self.tried("release", self.turn.id, who)

    @rule(who=REVIEWERS, line=st.sampled_from(("0-0", "1-0")), wrong=st.booleans())
    def edit(self, who: object, line: str, wrong: bool) -> None:
        text = DOSED.wrong if wrong else DOSED.statement.text
        self.tried("edit", self.turn.id, who, line, text, (DOSED.statement.id,))

    @rule(who=REVIEWERS, line=st.sampled_from(("0-0", "1-0")), act=st.sampled_from(("drop", "restore")))
    def leave(self, who: object, line: str, act: str) -> None:
        self.tried(act, self.turn.id, who, line)

    @rule(who=REVIEWERS)
    def give_back(self, who: object) -> None:
        self.tried("give_back", self.turn.id, who, "It is not clear.")

    @rule(who=REVIEWERS)
    def approve(self, who: object) -> None:
        entry = self.desk.store.entry(self.turn.id)
        self.tried("approve", self.turn.id, who, entry.version if entry else 0)

    @rule(who=REVIEWERS)
    def reopen(self, who: object) -> None:
        self.tried("reopen", self.turn.id, who, "A second look.")

    @precondition(lambda self: self.versions < 2)
    @rule()
    def change_the_corpus(self) -> None:
        self.versions += 1
        grade = f"Z{self.versions}"
        changed = self.corpus.statements[DOSED.statement.id].model_copy(update={"grade": grade})
        statements = {**self.corpus.statements, DOSED.statement.id: changed}
        self.corpus = replace(self.corpus, statements=statements, version=f"sha256:{grade}")
        self.desk = ReviewDesk(self.desk.store, self.corpus, VERIFIER)
        recheck(self.desk.store, self.corpus)

    @invariant()
    def only_one_who_works_on_it_holds_it(self) -> None:
        entry = self.desk.store.entry(self.turn.id)
        if entry and entry.state in ("submitted", "returned"):
            assert entry.holder is None
        if entry and entry.state == "approved":
            assert entry.holder
            assert entry.revision

    @invariant()
    def what_is_published_is_supported(self) -> None:
        published = self.desk.published(self.turn.id)
        assert published is None or all(s.text != DOSED.wrong for s in published.sentences())
        if published and published.review.status == "approved":
            for sentence in published.sentences():
                cited = [self.corpus.evidence(c) for c in sentence.citations]
                assert VERIFIER.verify(sentence.text, cited).supported

    @invariant()
    def the_trail_tells_how_it_came_to_where_it_is(self) -> None:
        state: str | None = None
        waits = "submitted"
        for event in self.desk.trail(self.turn.id):
            if event.action in EVENTS:
                before, after = EVENTS[event.action]
                assert state in before
                state = after
            elif event.action == "released":
                assert state == "under_review"
                state = waits
            elif event.action == "statement_changed":
                assert state in ("approved", "under_review")
                state = "under_review"
            if event.action == "approved":  # what was approved before waits as "under review"
                waits = "under_review"
        entry = self.desk.store.entry(self.turn.id)
        assert (entry.state if entry else None) == state
        assert self.desk.store.check_trail().faults == ()

    @invariant()
    def what_was_given_stays(self) -> None:
        assert self.store.turn(self.turn.id).answer == self.turn.answer


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
