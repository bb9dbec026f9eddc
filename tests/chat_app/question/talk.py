"""A conversation in one call."""

from __future__ import annotations

import asyncio

from chat_app.answer import Answer
from chat_app.consult import Consultation, Request
from chat_app.question.query import Query
from chat_app.question.understand import understand


def talk(consultation: Consultation, *turns: str) -> Answer:
    """The answer to the last of these turns."""
    conversation = None
    for text in turns:
        answer = asyncio.run(consultation.answer(Request(text, conversation=conversation, writer="evidence")))
        conversation = answer.conversation
    return answer


def understood(answer: Answer) -> Query:
    """The question of an answer as it was understood."""
    return understand(answer.resolved_question)
