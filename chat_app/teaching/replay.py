"""What of a recording may be shown today: each sentence verified against the statements on board, anew.

A file may be old, or may have been changed by hand. So nothing in it is believed that can be found out:
sentences are verified, calculations are worked out again, references are those of the corpus on board, and
what the product says in its own voice is said by the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat_app import words
from chat_app.answer import (
    Answer,
    Audience,
    Outcome,
    Provenance,
    Review,
    Section,
    Sentence,
    Withheld,
    WithheldFinding,
)
from chat_app.clinic.codes import drugs_of
from chat_app.draft import references
from chat_app.guidelines.model import Corpus
from chat_app.question.understand import understand
from chat_app.teaching.recording import RecordedTurn, Recording
from chat_app.worksheets import Worked, work_out
from guardrails import disclaimer
from guardrails.lexicon import load_lexicon
from guardrails.policy import Policy
from guardrails.rails import Rails
from guardrails.screen import screen
from guardrails.support import Verifier
from guardrails.types import Evidence, Finding

NOT_ON_BOARD = "It cites a statement that is not among the statements on board."
NOT_SUPPORTED = "The statements on board do not support it."


@dataclass(frozen=True, slots=True)
class ReplayedTurn:
    """A question with the answer that may be shown, and the time for each of its sentences."""

    recorded: RecordedTurn
    answer: Answer
    pace: tuple[int, ...]
    """Milliseconds, one a sentence of `answer`."""


@dataclass(frozen=True, slots=True)
class Replay:
    recording: Recording
    turns: tuple[ReplayedTurn, ...]
    same_corpus: bool
    """Whether the statements on board are those of the recording."""
    left_out: int
    """Sentences that did not verify and are not shown."""


class Replays:
    """Verifies recordings against one corpus. Immutable but for its memory of statements that were read."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._lexicon = load_lexicon()
        self._verifier = Verifier(self._lexicon)

    def prepare(self, recording: Recording) -> Replay:
        """The replay of a recording."""
        turns = tuple(self._turn(turn, recording, n) for n, turn in enumerate(recording.turns))
        return Replay(
            recording,
            turns,
            same_corpus=recording.corpus == self._corpus.version,
            left_out=sum(len(t.answer.withheld) for t in turns),
        )

    def _turn(self, turn: RecordedTurn, recording: Recording, number: int) -> ReplayedTurn:
        worked = self._worked(turn)
        computed = {(s.text, s.citations) for _, s in worked.released} if worked else set()
        rails = Rails(Policy.for_audience(turn.audience.value), None)
        failed: dict[Sentence, tuple[Finding, ...]] = {}
        for sentence in turn.sentences():
            if (sentence.text, sentence.citations) not in computed and (
                found := self._faults(sentence, rails)
            ):
                failed[sentence] = found
        answer = self._answer(turn, recording, number, worked, failed)
        pace = [ms for s, ms in zip(turn.sentences(), turn.pace.sentences, strict=True) if s not in failed]
        return ReplayedTurn(turn, answer, tuple(pace))

    def _worked(self, turn: RecordedTurn) -> Worked | None:
        """The calculation or determination of a question, worked out again."""
        if turn.audience is Audience.PATIENT or not turn.sentences():
            return None
        query = understand(turn.resolved, turn.patient, self._lexicon)
        if not query.drugs:
            query = replace(query, drugs=drugs_of(query.codes))
        return work_out(query, self._corpus, self._lexicon)

    def _faults(self, sentence: Sentence, rails: Rails) -> tuple[Finding, ...]:
        """Why a sentence may not be shown; empty where it may."""
        if not sentence.citations or any(i not in self._corpus.statements for i in sentence.citations):
            return (Finding("citation", NOT_ON_BOARD),)
        cited: Sequence[Evidence] = [self._corpus.evidence(i) for i in sentence.citations]
        found = rails.hostile(sentence.text, sentence.text, cited) + rails.improper(sentence.text, cited)
        if found:
            return tuple(found)
        verdict = self._verifier.verify(sentence.text, cited)
        if verdict.supported:
            return ()
        return verdict.findings or (Finding("support", NOT_SUPPORTED),)

    def _answer(
        self,
        turn: RecordedTurn,
        recording: Recording,
        number: int,
        worked: Worked | None,
        failed: dict[Sentence, tuple[Finding, ...]],
    ) -> Answer:
        bottom = tuple(s for s in turn.bottom_line if s not in failed)
        sections = tuple(
            Section(title=section.title, sentences=kept, layout=section.layout)
            for section in turn.sections
            if (kept := tuple(s for s in section.sentences if s not in failed))
        )
        shown = (*bottom, *(s for section in sections for s in section.sentences))
        screening = screen(turn.question, in_conversation=number > 0)
        message = None
        if not shown:
            message = _MESSAGES.get(turn.outcome, words.NOTHING_VERIFIED)
            if turn.outcome is Outcome.BLOCKED:
                message = words.refusal(screening)
        notices = words.screening_notices(screening)
        return Answer(
            id=f"recorded-{number}",
            question=turn.question,
            resolved_question=turn.resolved,
            conversation="",
            outcome=turn.outcome,
            bottom_line=bottom,
            sections=sections,
            references=references(self._corpus, shown),
            withheld=tuple(
                Withheld(
                    text=s.text,
                    citations=s.citations,
                    findings=tuple(WithheldFinding(check=f.check, message=f.message) for f in found),
                    action="dropped",
                )
                for s, found in failed.items()
            ),
            notices=tuple(notices),
            disclaimer=disclaimer.text(turn.audience.value),
            review=Review(updated=recording.recorded[:10]),
            provenance=Provenance(
                writer=turn.writer,
                model=turn.model,
                corpus=recording.corpus,
                corpus_updated=recording.corpus_updated,
                guardrails=recording.guardrails,
                audience=turn.audience,
            ),
            message=message,
            worksheet=worked.card if worked else None,
            created=turn.created,
        )


_MESSAGES = {
    Outcome.NOT_COVERED: words.NOT_COVERED,
    Outcome.OUT_OF_SCOPE: words.OUT_OF_SCOPE,
}
