"""An answer that is not there yet, or will not come: the same document, with a status line or a notice."""

from __future__ import annotations

from chat_app.answer import Audience
from chat_app.draft import references
from chat_app.guidelines.model import Corpus
from chat_app.ui.document import Json, body, drawn_notices, notice, other_words
from chat_app.ui.run import STOPPED, STOPPED_EMPTY, Progress
from chat_app.ui.session import Turn

SLOW = 3.0
"""Seconds after which a question that is not even kept yet is said to wait."""
WAITS = "Waiting: the database or the machine is busy"
CUT_OFF = "The program ended before this answer was complete."


def unfinished(turn: Turn, corpus: Corpus) -> Json:
    """A turn whose answer is not complete: at work, stopped or failed."""
    progress = turn.run.snapshot() if turn.run else Progress(draft=turn.shown, failure=turn.error or CUT_OFF)
    bottom, sections = progress.draft.bottom_line(), progress.draft.sections()
    in_order = (*bottom, *(s for section in sections for s in section.sentences))
    notices = drawn_notices(progress.notices)
    if progress.failure:
        notices.append(notice("error", progress.failure))
    elif progress.stopped:
        notices.append(notice("stopped", STOPPED if in_order else STOPPED_EMPTY))
    audience = turn.run.request.audience if turn.run else Audience.SPECIALIST
    working = not progress.finished
    return {
        "id": turn.key,
        "state": "working" if working else "stopped",
        "question": turn.question,
        "resolved": other_words(turn.question, progress.resolved),
        "editable": False,
        "notices": notices,
        **body(bottom, sections, references(corpus, in_order), progress.draft.withheld.values(), audience),
        "status": {"text": status_line(progress), "stoppable": True} if working else None,
    }


def status_line(progress: Progress) -> str:
    """What is happening now, in a few words."""
    if progress.conversation is None and progress.age > SLOW:
        return WAITS
    if progress.searched is None:
        return "Reading the question and searching the guideline statements"
    found = f"{progress.searched:,} statements searched, {progress.bearing} bear on this"
    released = len(progress.draft.released)
    if not released:
        return found
    return f"{found}; {released} {'sentence' if released == 1 else 'sentences'} verified so far"
