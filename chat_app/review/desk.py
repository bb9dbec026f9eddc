"""The review desk: an answer is submitted, claimed, edited, approved and published, or returned.

submitted ─▶ under review (claimed by one reviewer) ─▶ approved, or returned with a reason
An approved answer goes back to review by itself when a statement that it cites changes (`recheck`).
Every act is in the audit trail; each changes the review as it was read, or is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from chat_app.answer import Answer, Outcome
from chat_app.errors import ReviewError
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.search import Searcher
from chat_app.question.same import question_key
from chat_app.question.understand import understand
from chat_app.records.base import Turn
from chat_app.records.reviews import Review, ReviewStore, Revision
from chat_app.records.trail import Act, Event
from chat_app.review import shown
from chat_app.review.draft import Line, WorkingText, working_text
from chat_app.review.examine import Examiner
from chat_app.review.model import READER, Action, Reviewer, State, holder_of
from chat_app.review.publish import published
from chat_app.review.rules import FREE, cleaned, held_by, holds, must_hold, reasoned, told
from chat_app.review.watch import prints, recheck, statements_of
from guardrails.support import Verifier

_REFUSED = {Outcome.ERROR: "There is no answer to review.", Outcome.BLOCKED: "A refusal is not reviewed."}
_ATTEMPTS = 20


class _Change(NamedTuple):
    act: Act
    values: dict[str, Any]
    approved: Revision | None = None


class ReviewDesk:
    """The desk over one database and one version of the corpus. Safe to use from several threads."""

    def __init__(
        self,
        store: ReviewStore,
        corpus: Corpus,
        verifier: Verifier | None = None,
        searcher: Searcher | None = None,
    ) -> None:
        """`verifier` and `searcher`: those of the consultation, where there is one; else they are made."""
        self.store = store
        self.corpus = corpus
        self._verifier = verifier
        self._made_searcher = searcher

    # -- reading -------------------------------------------------------------------------------------------

    def review(self, answer_id: str) -> Review:
        """The review of an answer. Raises ReviewError where it has none."""
        found = self.store.get(answer_id)
        if found is None:
            raise ReviewError("This answer was not submitted for review.")
        return found

    def text(self, review: Review) -> WorkingText:
        """The text at work, each sentence with its verdict against the corpus as it is now."""
        kept = WorkingText.model_validate_json(review.draft) if review.draft else working_text(review.given)
        return self._examiner.examine(kept, review.given)

    def preview(
        self, review: Review, line_id: str | None, title: str | None, text: str, citations: tuple[str, ...]
    ) -> Line:
        """A sentence as it would be kept, with its verdict; nothing is changed.

        `line_id` names the sentence that it would replace; None: it would be added under `title`.
        """
        kept = self.text(review)
        if line_id is None:
            kept = kept.with_added(title, cleaned(text), citations)
            line_id = f"added-{kept.added}"
        else:
            update = {"text": cleaned(text), "citations": citations, "dropped": False}
            kept = kept.with_line(kept.line(line_id).model_copy(update=update))
        return self._examiner.examine(kept, review.given).line(line_id)

    def statements(self, words: str, limit: int) -> tuple[Statement, ...]:
        """Statements that a sentence could cite, best first; one whose id is typed comes first."""
        named = self.corpus.statements.get(words.strip())
        hits = self._searcher.search(understand(words), limit)
        found = ([named] if named else []) + [hit.statement for hit in hits]
        return tuple({s.id: s for s in found}.values())[:limit]

    def as_given(self, answer: Answer) -> Answer:
        """An answer as it was given, with where its review stands."""
        return shown.as_given(self.store, answer)

    def published(self, answer_id: str) -> Answer | None:
        """The approved text of an answer, where there is one."""
        return shown.reviewed(self.store, answer_id)

    def trail(self, answer_id: str) -> tuple[Event, ...]:
        """What happened to a review, oldest first."""
        return self.store.events(answer_id)

    # -- acts ----------------------------------------------------------------------------------------------

    def submit(self, turn: Turn, by: Reviewer | None = None) -> Review:
        """Put a stored answer on the desk; an answer that was returned may be submitted again.

        Raises ReviewError for a turn without an answer, a refusal, or an answer that is on the desk.
        """
        given = turn.answer
        if given is None or given.outcome in _REFUSED:
            raise ReviewError(_REFUSED[given.outcome if given else Outcome.ERROR])
        actor = by or Reviewer(READER)
        act = self._act(actor, Action.SUBMITTED)
        ids = statements_of(given)
        added = self.store.add(
            act,
            given.id,
            conversation=given.conversation,
            question=given.resolved_question,
            question_key=question_key(given.resolved_question),
            audience=given.provenance.audience.value,
            patient=turn.patient.known(),
            given=given.model_dump_json(),
            words=self._words(given, ids),
            state=State.SUBMITTED.value,
            statements=prints(self.corpus, ids, given.provenance.audience),
            corpus=self.corpus.version,
        )
        if added:
            return self.review(given.id)

        def again(review: Review) -> _Change:
            if review.state != State.RETURNED:
                raise ReviewError(f"This answer is {told(review)} already.")
            return _Change(act, {"state": State.SUBMITTED.value, "reason": None, **FREE})

        return self._do(given.id, again)

    def claim(self, answer_id: str, reviewer: Reviewer) -> Review:
        """Take a review into one's hands. Of several who try at once one wins; the others are told who."""

        def step(review: Review) -> _Change | None:
            if review.state == State.UNDER_REVIEW and review.holder:
                if holds(review, reviewer):
                    return None
                raise ReviewError(f"{holder_of(review)} has claimed this answer.")
            if review.state not in (State.SUBMITTED, State.UNDER_REVIEW):
                raise ReviewError(f"This answer is {told(review)}; it cannot be claimed.")
            return _Change(self._act(reviewer, Action.CLAIMED), held_by(reviewer))

        return self._do(answer_id, step)

    def release(self, answer_id: str, reviewer: Reviewer) -> Review:
        """Give a claim up; the text stays as far as it was worked on."""

        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            # What was approved before waits as "under review": its readers are told that it is looked at.
            state = State.UNDER_REVIEW if review.revision else State.SUBMITTED
            return _Change(self._act(reviewer, Action.RELEASED), {"state": state.value, **FREE})

        return self._do(answer_id, step)

    def edit(
        self, answer_id: str, reviewer: Reviewer, line_id: str, text: str, citations: tuple[str, ...]
    ) -> Line:
        """Word a sentence anew; the sentence with its verdict. What is unsupported is kept, but not approved.

        Raises ReviewError for a sentence that is not there.
        """

        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            kept = self.text(review)
            line = kept.line(line_id)
            update = {"text": cleaned(text), "citations": tuple(dict.fromkeys(citations)), "dropped": False}
            return self._edited(review, reviewer, kept.with_line(line.model_copy(update=update)), line)

        return self.text(self._do(answer_id, step)).line(line_id)

    def add(
        self, answer_id: str, reviewer: Reviewer, title: str | None, text: str, citations: tuple[str, ...]
    ) -> Line:
        """Add a sentence at the end of the bottom line (no title) or of a section; it with its verdict."""

        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            kept = self.text(review).with_added(title, cleaned(text), tuple(dict.fromkeys(citations)))
            return self._edited(review, reviewer, kept, None)

        after = self.text(self._do(answer_id, step))
        return after.line(f"added-{after.added}")

    def drop(self, answer_id: str, reviewer: Reviewer, line_id: str) -> Review:
        """Leave a sentence out."""
        return self._leave(answer_id, reviewer, line_id, True)

    def restore(self, answer_id: str, reviewer: Reviewer, line_id: str) -> Review:
        """Put a sentence back as it was given, or, for an added one, as it was last."""
        return self._leave(answer_id, reviewer, line_id, False)

    def comment(self, answer_id: str, reviewer: Reviewer, text: str) -> None:
        """Put a comment on record, identifiers replaced; the claim does not matter."""
        self.review(answer_id)
        self.store.note(answer_id, self._act(reviewer, Action.COMMENTED, text=reasoned(text, "comment")))

    def give_back(self, answer_id: str, reviewer: Reviewer, reason: str) -> Review:
        """Return an answer, with the reason that its readers see."""
        why = reasoned(reason, "reason")

        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            values = {"state": State.RETURNED.value, "reason": why, **FREE}
            return _Change(self._act(reviewer, Action.RETURNED, reason=why), values)

        return self._do(answer_id, step)

    def approve(self, answer_id: str, reviewer: Reviewer, seen: int) -> Answer:
        """Sign and publish the text as it stands; the approved answer.

        `seen`: version of the review that the reviewer read. Raises ReviewError for a text that has changed
        since, for an unsupported sentence, and without a credential.
        """
        if not reviewer.credential:
            raise ReviewError("An approval is signed with a name and a credential. State your credential.")

        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            if review.version != seen:
                raise ReviewError("The text has changed since you read it. Read it again, then approve.")
            now, number = self.store.now(), (review.revision or 0) + 1
            text = self.text(review)
            document = published(review.given, text, reviewer, number, now, self.corpus)
            act = self._act(
                reviewer,
                Action.APPROVED,
                revision=number,
                sentences=[{"text": s.text, "citations": list(s.citations)} for s in document.sentences()],
            )
            values = {
                "state": State.APPROVED.value,
                "reason": None,
                "draft": text.model_dump_json(),
                "revision": number,
                "corpus": self.corpus.version,
                "statements": prints(self.corpus, statements_of(document), review.audience),
            }
            revision = Revision(answer_id, number, document, reviewer.name, reviewer.credential, now)
            return _Change(act, values, revision)

        self._do(answer_id, step)
        done = self.published(answer_id)
        if done is None:
            raise ReviewError("The approved text cannot be read back. Ask whoever runs this installation.")
        return done

    def reopen(self, answer_id: str, reviewer: Reviewer, reason: str) -> Review:
        """Take an approved answer back into review, with the reason."""
        why = reasoned(reason, "reason")

        def step(review: Review) -> _Change:
            if review.state != State.APPROVED:
                raise ReviewError(f"This answer is {told(review)}, not approved.")
            act = self._act(reviewer, Action.REOPENED, reason=why)
            return _Change(act, {**held_by(reviewer), "reason": why})

        return self._do(answer_id, step)

    def recheck(self) -> int:
        """Send answers back to review whose statements changed in the corpus; how many. See `watch`."""
        return recheck(self.store, self.corpus)

    # -- inner ---------------------------------------------------------------------------------------------

    @cached_property
    def _examiner(self) -> Examiner:
        return Examiner(self.corpus, self._verifier or Verifier())

    @cached_property
    def _searcher(self) -> Searcher:
        return self._made_searcher or Searcher(self.corpus)

    def _do(self, answer_id: str, step: Callable[[Review], _Change | None]) -> Review:
        """Change a review by compare-and-set; where somebody was faster, look again and decide anew."""
        for _ in range(_ATTEMPTS):
            review = self.review(answer_id)
            change = step(review)
            if change is None:
                return review
            if self.store.change(review, change.act, approved=change.approved, **change.values):
                return self.review(answer_id)
        raise ReviewError("Too many are working on this answer at once. Try again.")

    def _leave(self, answer_id: str, reviewer: Reviewer, line_id: str, dropped: bool) -> Review:
        def step(review: Review) -> _Change:
            must_hold(review, reviewer)
            kept = self.text(review)
            line = kept.line(line_id)
            update: dict[str, Any] = {"dropped": dropped}
            if line.given and not dropped:
                update |= {"text": line.given.text, "citations": line.given.citations}
            return self._edited(review, reviewer, kept.with_line(line.model_copy(update=update)), line)

        return self._do(answer_id, step)

    def _edited(self, review: Review, reviewer: Reviewer, text: WorkingText, before: Line | None) -> _Change:
        examined = self._examiner.examine(text, review.given)
        after = examined.line(before.id if before else f"added-{examined.added}")
        if before is None:
            action = Action.ADDED
        elif after.dropped:
            action = Action.DROPPED
        else:
            action = Action.RESTORED if before.dropped or not after.changed else Action.EDITED
        act = self._act(
            reviewer,
            action,
            sentence=after.id,
            before=_put(before) if before else None,
            after=None if after.dropped else _put(after),
            supported=after.verdict != "unsupported",
            findings=[f.message for f in after.findings],
        )
        more = [c for c in examined.cited() if c not in review.statements]
        statements = review.statements | prints(self.corpus, more, review.audience)
        return _Change(act, {"draft": examined.model_dump_json(), "statements": statements})

    def _act(self, reviewer: Reviewer, action: Action, **detail: Any) -> Act:
        return Act(
            reviewer.name, reviewer.credential, action.value, {"corpus": self.corpus.version, **detail}
        )

    def _words(self, given: Answer, ids: tuple[str, ...]) -> str:
        """What the filter of the queue looks in: the question, the bottom line, drugs, topics, sources."""
        cited = [self.corpus.statements[i] for i in ids if i in self.corpus.statements]
        names = (n for s in cited for n in (*s.drugs, *s.topics, *s.classes, s.source))
        said = (given.question, given.resolved_question, *(s.text for s in given.bottom_line))
        return "\n".join(dict.fromkeys((*said, *names))).casefold()


def _put(line: Line) -> dict[str, Any]:
    return {"text": line.text, "citations": list(line.citations), "dropped": line.dropped}
