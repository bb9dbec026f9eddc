"""What every act at the desk goes through: read a review, decide, and change it as it was read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from chat_app.errors import ReviewError
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.search import Searcher
from chat_app.question.understand import understand
from chat_app.records.reviews import Review, ReviewStore, Revision
from chat_app.records.trail import Act
from chat_app.review.draft import WorkingText, working_text
from chat_app.review.examine import Examiner
from chat_app.review.model import Action, Reviewer
from guardrails.support import Verifier

_ATTEMPTS = 20


class Change(NamedTuple):
    """What an act puts on record, the values that it changes, and the text that it approves."""

    act: Act
    values: dict[str, Any]
    approved: Revision | None = None


class Base:
    """Reviews of one database, seen with one version of the corpus."""

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

    def review(self, answer_id: str) -> Review:
        """The review of an answer. Raises ReviewError where it has none."""
        found = self.store.get(answer_id)
        if found is None:
            raise ReviewError("This answer was not submitted for review.")
        return found

    def text(self, review: Review) -> WorkingText:
        """The text at work, each sentence with its verdict against the corpus as it is now."""
        kept = WorkingText.model_validate_json(review.draft) if review.draft else working_text(review.given)
        return self.examiner.examine(kept, review.given)

    def statements(self, words: str, limit: int) -> tuple[Statement, ...]:
        """Statements that a sentence could cite, best first; one whose id is typed comes first."""
        named = self.corpus.statements.get(words.strip())
        hits = self._searcher.search(understand(words), limit)
        found = ([named] if named else []) + [hit.statement for hit in hits]
        return tuple({s.id: s for s in found}.values())[:limit]

    @cached_property
    def examiner(self) -> Examiner:
        """What says whether a sentence is supported."""
        return Examiner(self.corpus, self._verifier or Verifier())

    @cached_property
    def _searcher(self) -> Searcher:
        return self._made_searcher or Searcher(self.corpus)

    def do(self, answer_id: str, step: Callable[[Review], Change | None]) -> Review:
        """Change a review by compare-and-set; where somebody was faster, look again and decide anew."""
        for _ in range(_ATTEMPTS):
            review = self.review(answer_id)
            change = step(review)
            if change is None:
                return review
            if self.store.change(review, change.act, approved=change.approved, **change.values):
                return self.review(answer_id)
        raise ReviewError("Too many are working on this answer at once. Try again.")

    def act(self, reviewer: Reviewer, action: Action, **detail: Any) -> Act:
        """An act of a reviewer, with the version of the corpus that stood then."""
        return Act(
            reviewer.name, reviewer.credential, action.value, {"corpus": self.corpus.version, **detail}
        )
