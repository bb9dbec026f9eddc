"""An approved text becomes an answer of its own: the sentences as they stand, and who stands behind them."""

from __future__ import annotations

from datetime import datetime

from chat_app import answer, words
from chat_app.answer import Answer, Notice, Outcome
from chat_app.draft import references
from chat_app.errors import ReviewError
from chat_app.guidelines.model import Corpus, Status
from chat_app.review.draft import WorkingText, kept_notices, sections_of, sentences_of
from chat_app.review.model import Reviewer, State


def published(
    given: Answer, text: WorkingText, reviewer: Reviewer, number: int, now: datetime, corpus: Corpus
) -> Answer:
    """The approved answer. Raises ReviewError where a sentence is unsupported, or none is left."""
    if bad := text.unsupported():
        many = f"{len(bad)} sentences are" if len(bad) > 1 else "1 sentence is"
        why = bad[0].findings[0].message if bad[0].findings else "The cited statements do not say this."
        raise ReviewError(
            f"Not approved: {many} not supported. “{bad[0].text}” {why} Correct the sentence or drop it."
        )
    bottom_line, sections = sentences_of(text.passages[0]), sections_of(text)
    shown = (*bottom_line, *(s for section in sections for s in section.sentences))
    if not shown:
        raise ReviewError("Not approved: no sentence is left.")
    cited = [corpus.statements[c] for s in shown for c in s.citations]
    notices = list(kept_notices(given))
    if any(s.status is Status.UNCONFIRMED for s in cited):
        notices.append(Notice(kind="unchecked_statement", text=words.UNCHECKED))
    answered = given.outcome in (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED)
    edited = sum(line.changed or line.dropped for p in text.passages for line in p.lines)
    details = given.provenance.details | {"revision": number, "sentences_changed": edited}
    return given.model_copy(
        update={
            "outcome": given.outcome if answered else Outcome.ANSWERED,
            "message": given.message if answered else None,
            "bottom_line": bottom_line,
            "sections": sections,
            "worksheet": given.worksheet if text.worksheet else None,
            "references": references(corpus, shown),
            "notices": tuple(notices),
            "review": answer.Review(
                status=State.APPROVED.value,
                reviewer=reviewer.name,
                credential=reviewer.credential or None,
                updated=now.date().isoformat(),
            ),
            "provenance": given.provenance.model_copy(
                update={
                    "corpus": corpus.version,
                    "corpus_updated": corpus.updated,
                    "details": details,
                }
            ),
        }
    )
