"""Follow-up questions: on the thread of the conversation, answerable, not answered yet."""

from __future__ import annotations

from collections.abc import Sequence

from chat_app.answer import Audience
from chat_app.guidelines.model import Statement
from chat_app.guidelines.search import Searcher
from chat_app.question.query import Query
from chat_app.records.base import Turn


def suggest(
    query: Query,
    cited: Sequence[str],
    evidence: Sequence[Statement],
    history: Sequence[Turn],
    searcher: Searcher,
    audience: Audience,
) -> tuple[str, ...]:
    """Three to five questions that the corpus settles and that this answer has not."""
    asked = {query.text.casefold()} | {(t.resolved or t.question).casefold() for t in history}
    questions: dict[str, None] = {}
    for statement in evidence:
        if statement.id not in cited:
            for question in statement.answers[:1]:
                if question.casefold() not in asked:
                    questions[question] = None
    return tuple(questions)[:4]
