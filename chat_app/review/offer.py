"""An approved answer is offered when the same question is asked again."""

from __future__ import annotations

from chat_app.answer import Audience, Notice
from chat_app.guidelines.model import Corpus
from chat_app.question.patient import PatientFacts
from chat_app.question.same import question_key, same_patient
from chat_app.records.reviews import ReviewStore
from chat_app.review.model import State, holder_of
from chat_app.review.watch import changes, prints
from chat_app.words import day
from guardrails.lexicon import Lexicon

KIND = "approved_answer"
"""Kind of the notice that offers it."""


class ApprovedAnswers:
    """Finds approved answers. Safe to use from several threads."""

    def __init__(self, store: ReviewStore, corpus: Corpus, lexicon: Lexicon) -> None:
        self._store = store
        self._corpus = corpus
        self._lexicon = lexicon

    def offered(self, question: str, audience: Audience, patient: PatientFacts) -> Notice | None:
        """A notice of the latest approved answer to this question, where there is one.

        The same question, as resolved, for the same kind of reader and no other patient (see
        `question/same.py`); and every statement that the answer cites stands as it stood then.
        """
        for review in self._store.in_state(State.APPROVED.value, question_key(question), audience):
            now = prints(self._corpus, review.statements, review.audience)
            if not changes(review.statements, now) and same_patient(review.patient, patient, self._lexicon):
                on = day(review.updated.date().isoformat())
                text = f"A reviewed answer to this question was approved by {holder_of(review)} on {on}."
                return Notice(kind=KIND, text=text, answer=review.answer)
        return None
