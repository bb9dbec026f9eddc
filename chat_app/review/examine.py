"""Is what a reviewer wrote supported? The same rails and checks that every writer's sentence goes through.

A reviewer is not trusted more than a model: no name makes an unsupported dose right. A sentence that stands
as it was given, on statements that stand as they stood, keeps the verdict that it was given with: a second
reader, or a calculation, may stand behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from chat_app.answer import Answer, WithheldFinding
from chat_app.guidelines.model import Corpus
from chat_app.review.draft import Line, WorkingText, working_text
from guardrails import citations, markup, sentences
from guardrails.policy import Policy
from guardrails.rails import Rails
from guardrails.reference import Reader
from guardrails.support import Verifier
from guardrails.types import Finding, Severity
from guardrails.version import version as guardrails_version

log = logging.getLogger(__name__)

CHECK = "review"
LONGEST = 2000
"""Characters of a sentence."""


class Examiner:
    """Examines texts against one corpus. Safe to use from several threads."""

    def __init__(self, corpus: Corpus, verifier: Verifier) -> None:
        self._corpus = corpus
        self._verifier = verifier
        self._guardrails = guardrails_version()
        self._doubts = lru_cache(512)(self._look_again)  # a page draws the same sentences many times

    def examine(self, text: WorkingText, given: Answer) -> WorkingText:
        """The text with a verdict for each sentence, as one reads it from the first to the last.

        `given`: the answer that the text came from.
        """
        policy = Policy.for_audience(given.provenance.audience.value)
        stood = self._unchanged(given)
        before = {i: f for i, f in self._misread(working_text(given)).items() if f}
        misread = self._misread(text)

        def verdict(line: Line) -> Line:
            if line.dropped:
                return line
            loose = [] if line.id in before else misread[line.id]
            if line.given and not line.changed and stood.issuperset(line.citations):
                notes = (
                    self._doubts(line.text, line.citations)
                    if given.provenance.guardrails != self._guardrails
                    else ()
                )
                return _judged(line, [*loose, *notes], quoted=line.given.verdict == "quoted")
            return self._line(line, Rails(policy, None), loose)

        return text.with_lines(verdict)

    def _line(self, line: Line, rails: Rails, loose: Sequence[Finding]) -> Line:
        """A sentence, or a few, that somebody wrote: each must be supported by what the line cites."""
        faults = [*_form(line), *self._missing(line.citations), *loose]
        if faults:
            return _judged(line, faults)
        cited = tuple(self._corpus.evidence(c) for c in line.citations)
        quoted: list[bool] = []
        for span in sentences.split(line.text):
            text = line.text[span.start : span.end]
            faults += _guarded(partial(rails.hostile, text, text, cited))
            faults += _guarded(partial(rails.improper, text, cited))
            verdict = self._verifier.verify(text, cited)
            quoted.append(verdict.quoted)
            faults += verdict.findings
            if not verdict.supported and not verdict.findings:
                faults.append(Finding(CHECK, "The cited statements do not say this.", Severity.UNDECIDED))
        return _judged(line, faults, quoted=bool(quoted) and all(quoted))

    def _look_again(self, text: str, ids: tuple[str, ...]) -> tuple[Finding, ...]:
        """What today's checks hold against a sentence that earlier ones passed: for the reviewer to weigh.

        Notes only: a calculation, or a second reader, may stand behind the sentence.
        """
        verdict = self._verifier.verify(text, tuple(self._corpus.evidence(i) for i in ids))
        return tuple(
            replace(f, severity=Severity.NOTE, message=f"By today's checks: {f.message}")
            for f in verdict.findings
            if f.severity is Severity.CONFLICT
        )

    def _missing(self, ids: Iterable[str]) -> list[Finding]:
        return [
            Finding(citations.CHECK, f"The statement {i} is not in the corpus.", statement=i)
            for i in ids
            if i not in self._corpus.statements
        ]

    def _unchanged(self, given: Answer) -> frozenset[str]:
        """Cited statements that stand in the corpus as they stood when the answer was given."""
        found = set()
        for was in (s for r in given.references for s in r.statements):
            now = self._corpus.statements.get(was.id)
            if now and (now.text, now.plain, now.grade) == (was.text, was.plain, was.grade):
                found.add(was.id)
        return frozenset(found)

    def _misread(self, text: WorkingText) -> dict[str, list[Finding]]:
        """For each sentence, whether its "it" would be read of a drug that its statements are not about."""
        reader = Reader(self._verifier.lexicon)
        found: dict[str, list[Finding]] = {}
        for passage in text.passages:
            if passage.title is not None:
                reader.heading(passage.title)
            for line in passage.lines:
                if line.dropped:
                    continue
                known = (c for c in line.citations if c in self._corpus.statements)
                cited = tuple(map(self._corpus.evidence, known))
                found[line.id] = _guarded(partial(reader.findings, line.text, cited))
                reader.shown(line.text)
        return found


def _form(line: Line) -> list[Finding]:
    """What is wrong with a line before its meaning is looked at."""
    if not any(c.isalnum() for c in line.text):
        return [Finding(CHECK, "The sentence is empty. Drop it if it shall not stand.")]
    if len(line.text) > LONGEST:
        return [Finding(CHECK, f"The sentence is longer than {LONGEST:,} characters.")]
    if not line.citations:
        return [Finding(citations.CHECK, "The sentence names no statement behind it.", rule="missing")]
    if citations.take(line.text, len(line.citations)).numbers:
        return [
            Finding(citations.CHECK, "Choose the statements below the sentence; numbers in it are not read.")
        ]
    return []


def _judged(line: Line, findings: Iterable[Finding], quoted: bool = False) -> Line:
    found = tuple(findings)
    told = tuple(WithheldFinding(check=f.check, message=f.message) for f in dict.fromkeys(found))
    if any(f.severity is not Severity.NOTE for f in found):
        return line.model_copy(update={"verdict": "unsupported", "findings": told})
    return line.model_copy(update={"verdict": "quoted" if quoted else "verified", "findings": told})


def _guarded(check: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return check()
    except Exception:
        log.exception("A check failed to run on a reviewer's sentence.")
        return [
            Finding(
                CHECK, "A check failed to run, so the sentence counts as not supported.", Severity.CRASHED
            )
        ]


def as_written(text: str) -> str:
    """A reviewer's text as it is kept: on one line, without Markdown's emphasis."""
    return markup.plain(" ".join(text.split()))
