"""Work on the text of an answer: every change is verified on the spot and put on record."""

from __future__ import annotations

from typing import Any

from chat_app.records.reviews import Review
from chat_app.review.base import Base, Change
from chat_app.review.draft import Line, WorkingText
from chat_app.review.model import Action, Reviewer
from chat_app.review.rules import cleaned, must_hold, worded
from chat_app.review.watch import prints


class Editing(Base):
    """What a reviewer who has claimed an answer does with its sentences."""

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
        return self.examiner.examine(kept, review.given).line(line_id)

    def edit(
        self, answer_id: str, reviewer: Reviewer, line_id: str, text: str, citations: tuple[str, ...]
    ) -> Line:
        """Word a sentence anew; the sentence with its verdict. What is unsupported is kept, but not approved.

        Raises ReviewError for a sentence that is not there.
        """

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            kept = self.text(review)
            line = kept.line(line_id)
            update = {"text": worded(text), "citations": tuple(dict.fromkeys(citations)), "dropped": False}
            return self._edited(review, reviewer, kept.with_line(line.model_copy(update=update)), line)

        return self.text(self.do(answer_id, step)).line(line_id)

    def add(
        self, answer_id: str, reviewer: Reviewer, title: str | None, text: str, citations: tuple[str, ...]
    ) -> Line:
        """Add a sentence at the end of the bottom line (no title) or of a section; it with its verdict."""

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            kept = self.text(review).with_added(title, worded(text), tuple(dict.fromkeys(citations)))
            return self._edited(review, reviewer, kept, None)

        after = self.text(self.do(answer_id, step))
        return after.line(f"added-{after.added}")

    def drop(self, answer_id: str, reviewer: Reviewer, line_id: str) -> Review:
        """Leave a sentence out."""
        return self._leave(answer_id, reviewer, line_id, True)

    def restore(self, answer_id: str, reviewer: Reviewer, line_id: str) -> Review:
        """Put a sentence back as it was given, or, for an added one, as it was last."""
        return self._leave(answer_id, reviewer, line_id, False)

    def leave_worksheet(self, answer_id: str, reviewer: Reviewer, out: bool) -> Review:
        """Leave the worksheet of the answer out of the approved text, or put it back."""

        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            text = self.text(review).model_copy(update={"worksheet": not out})
            action = Action.DROPPED if out else Action.RESTORED
            return Change(self.act(reviewer, action, sentence="worksheet"), {"draft": text.model_dump_json()})

        return self.do(answer_id, step)

    def _leave(self, answer_id: str, reviewer: Reviewer, line_id: str, dropped: bool) -> Review:
        def step(review: Review) -> Change:
            must_hold(review, reviewer)
            kept = self.text(review)
            line = kept.line(line_id)
            update: dict[str, Any] = {"dropped": dropped}
            if line.given and not dropped:
                update |= {"text": line.given.text, "citations": line.given.citations}
            return self._edited(review, reviewer, kept.with_line(line.model_copy(update=update)), line)

        return self.do(answer_id, step)

    def _edited(self, review: Review, reviewer: Reviewer, text: WorkingText, before: Line | None) -> Change:
        examined = self.examiner.examine(text, review.given)
        after = examined.line(before.id if before else f"added-{examined.added}")
        if before is None:
            action = Action.ADDED
        elif after.dropped:
            action = Action.DROPPED
        else:
            action = Action.RESTORED if before.dropped or not after.changed else Action.EDITED
        act = self.act(
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
        return Change(act, {"draft": examined.model_dump_json(), "statements": statements})


def _put(line: Line) -> dict[str, Any]:
    return {"text": line.text, "citations": list(line.citations), "dropped": line.dropped}
