"""The review desk: an answer is submitted, claimed, edited, approved and published, or returned.

submitted ─▶ under review (claimed by one reviewer) ─▶ approved, or returned with a reason
An approved answer goes back to review by itself when a statement that it cites changes (`recheck`).
Every act is in the audit trail; each changes the review as it was read, or is refused.
"""

from __future__ import annotations

from chat_app.answer import Answer, Outcome
from chat_app.errors import ReviewError
from chat_app.question.same import question_key
from chat_app.records.base import Turn
from chat_app.records.reviews import Review, Revision
from chat_app.records.trail import Event
from chat_app.review import shown
from chat_app.review.base import Change
from chat_app.review.editing import Editing
from chat_app.review.model import READER, Action, Reviewer, State, holder_of
from chat_app.review.publish import published
from chat_app.review.rules import FREE, held_by, holds, must_hold, reasoned, told
from chat_app.review.watch import prints, recheck, statements_of

_REFUSED = {Outcome.ERROR: "There is no answer to review.", Outcome.BLOCKED: "A refusal is not reviewed."}


class ReviewDesk(Editing):
    """The desk over one database and one version of the corpus. Safe to use from several threads."""

    # -- reading -------------------------------------------------------------------------------------------

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
        act = self.act(actor, Action.SUBMITTED)
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

        def again(review: Review) -> Change:
            if review.state != State.RETURNED:
                raise ReviewError(f"This answer is {told(review)} already.")
            return Change(act, {"state": State.SUBMITTED.value, "reason": None, **FREE})

        return self.do(given.id, again)

    def claim(self, answer_id: str, reviewer: Reviewer) -> Review:
        """Take a review into one's hands. Of several who try at once one wins; the others are told who."""

        def step(review: Review) -> Change | None:
            if review.state == State.UNDER_REVIEW and review.holder:
                if holds(review, reviewer):
                    return None
                raise ReviewError(f"{holder_of(review)} has claimed this answer.")
            if review.state not in (State.SUBMITTED, State.UNDER_REVIEW):
                raise ReviewError(f"This answer is {told(review)}; it cannot be claimed.")
            return Change(self.act(reviewer, Action.CLAIMED), held_by(reviewer))

        return self.do(answer_id, step)

    def release(self, answer_id: str, reviewer: Reviewer) -> Review:
        """Give a claim up; the text stays as far as it was worked on."""

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            # What was approved before waits as "under review": its readers are told that it is looked at.
            state = State.UNDER_REVIEW if review.revision else State.SUBMITTED
            return Change(self.act(reviewer, Action.RELEASED), {"state": state.value, **FREE})

        return self.do(answer_id, step)

    def comment(self, answer_id: str, reviewer: Reviewer, text: str) -> None:
        """Put a comment on record, identifiers replaced; the claim does not matter."""
        self.review(answer_id)
        self.store.note(answer_id, self.act(reviewer, Action.COMMENTED, text=reasoned(text, "comment")))

    def give_back(self, answer_id: str, reviewer: Reviewer, reason: str) -> Review:
        """Return an answer, with the reason that its readers see."""
        why = reasoned(reason, "reason")

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            values = {"state": State.RETURNED.value, "reason": why, **FREE}
            return Change(self.act(reviewer, Action.RETURNED, reason=why), values)

        return self.do(answer_id, step)

    def approve(self, answer_id: str, reviewer: Reviewer, seen: int) -> Answer:
        """Sign and publish the text as it stands; the approved answer.

        `seen`: version of the review that the reviewer read. Raises ReviewError for a text that has changed
        since, for an unsupported sentence, and without a credential.
        """
        if not reviewer.credential:
            raise ReviewError("An approval is signed with a name and a credential. State your credential.")

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            if review.version != seen:
                raise ReviewError("The text has changed since you read it. Read it again, then approve.")
            now, number = self.store.now(), (review.revision or 0) + 1
            text = self.text(review)
            document = published(review.given, text, reviewer, number, now, self.corpus)
            act = self.act(
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
            return Change(act, values, revision)

        self.do(answer_id, step)
        done = self.published(answer_id)
        if done is None:
            raise ReviewError("The approved text cannot be read back. Ask whoever runs this installation.")
        return done

    def take_over(self, answer_id: str, reviewer: Reviewer, reason: str) -> Review:
        """Take an answer out of another reviewer's hands, with the reason on record: somebody may be away."""
        why = reasoned(reason, "reason")

        def step(review: Review) -> Change:
            if review.state != State.UNDER_REVIEW or not review.holder or holds(review, reviewer):
                raise ReviewError(f"This answer is {told(review)}; there is nothing to take over.")
            act = self.act(reviewer, Action.TAKEN_OVER, reason=why, held_by=str(holder_of(review)))
            return Change(act, held_by(reviewer))

        return self.do(answer_id, step)

    def proof(self, review: Review, reviewer: Reviewer) -> Answer:
        """The answer as it would be published. Raises ReviewError where it could not be."""
        number = (review.revision or 0) + 1
        text = self.text(review)
        return published(review.given, text, reviewer, number, self.store.now(), self.corpus)

    def reopen(self, answer_id: str, reviewer: Reviewer, reason: str) -> Review:
        """Take an approved answer back into review, with the reason."""
        why = reasoned(reason, "reason")

        def step(review: Review) -> Change:
            if review.state != State.APPROVED:
                raise ReviewError(f"This answer is {told(review)}, not approved.")
            act = self.act(reviewer, Action.REOPENED, reason=why)
            return Change(act, {**held_by(reviewer), "reason": why})

        return self.do(answer_id, step)

    def recheck(self) -> int:
        """Send answers back to review whose statements changed in the corpus; how many. See `watch`."""
        return recheck(self.store, self.corpus)

    # -- inner ---------------------------------------------------------------------------------------------

    def _words(self, given: Answer, ids: tuple[str, ...]) -> str:
        """What the filter of the queue looks in: the question, the bottom line, drugs, topics, sources."""
        cited = [self.corpus.statements[i] for i in ids if i in self.corpus.statements]
        names = (n for s in cited for n in (*s.drugs, *s.topics, *s.classes, s.source))
        said = (given.question, given.resolved_question, *(s.text for s in given.bottom_line))
        return "\n".join(dict.fromkeys((*said, *names))).casefold()
