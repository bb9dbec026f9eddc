"""The streaming gate: pieces of a writer's text in, verified sentences out.

One gate serves one answer and is thrown away with it. A sentence leaves as soon as it is complete and every
rail has passed it. One that fails is replaced by the cited statement's own words where those answer it, else
withheld; either way the intervention is an item of the stream. What comes out does not depend on how the text
was cut.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

from guardrails import citations, completeness, disclaimer, markup, rails, reference, repair, titles
from guardrails.blocks import BlockReader, Kind
from guardrails.items import FollowUp, Item, Released, Undecided, Withheld
from guardrails.lexicon import Lexicon
from guardrails.normal import normal
from guardrails.outline import Claim, Outline
from guardrails.policy import Policy
from guardrails.titles import TitleKind
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict

log = logging.getLogger(__name__)

__all__ = ["ClaimVerifier", "FollowUp", "Gate", "Item", "Released", "Undecided", "Withheld"]

LONGEST_FOLLOW_UP = 240
"""Characters of a question that the reader could ask next."""


class ClaimVerifier(Protocol):
    """What the gate needs of `guardrails.support.Verifier`."""

    def verify(self, claim: str, cited: Sequence[Evidence]) -> Verdict: ...


class _Mode(Enum):
    BODY = "body"
    FOLLOW_UPS = "follow-ups"
    ASIDE = "aside"
    """References or a disclaimer by the writer: the product makes its own."""


class Gate:
    """One answer on its way to its reader. Not for use by several threads at once."""

    def __init__(
        self,
        evidence: Sequence[Evidence],
        *,
        verifier: ClaimVerifier | None = None,
        policy: Policy | None = None,
        hold_undecided: bool = False,
        system_prompt: str | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        """`evidence`: what markers count, from 1. `lexicon`: by default, the verifier's."""
        self._evidence = tuple(evidence)
        self._verifier = verifier if verifier is not None else _default_verifier()
        self._policy = policy or Policy()
        self._hold_undecided = hold_undecided
        self._rails = rails.Rails(self._policy, system_prompt)
        self._lexicon: Lexicon | None = lexicon or getattr(self._verifier, "lexicon", None)
        self._reference = reference.Reader(self._lexicon)
        self._known = titles.words_of(
            f"{e.text} {e.organisation or ''} {e.year or ''}" for e in self._evidence
        )
        self._reader = BlockReader()
        self._outline = Outline(self._reference.names_drug if self._lexicon else None)
        self._mode = _Mode.BODY
        self._aside = TitleKind.REFERENCES
        self._section: str | None = None
        self._began = False
        self._index = 0
        self._shown: set[str] = set()
        self._waiting: dict[int, tuple[Undecided, tuple[Evidence, ...]]] = {}
        self._closed = False
        self._released = 0
        self._refusal: Finding | None = None
        self._cut = False

    def feed(self, delta: str) -> list[Item]:
        """The items that this piece completes. Raises ValueError once the gate is closed."""
        if self._closed:
            raise ValueError("The gate is closed: an answer needs a gate of its own.")
        return self._judge_all(self._outline.feed(self._reader.feed(delta)))

    def close(self, *, cut: bool = False) -> list[Item]:
        """The items that are left. `cut`: the stream ended early; an unfinished sentence is withheld."""
        if self._closed:
            return []
        self._closed, self._cut = True, cut
        claims = self._outline.feed(self._reader.close(cut=cut))
        return self._judge_all([*claims, *self._outline.close()])

    def settle(self, index: int, supported: bool, finding: Finding) -> Released | Withheld:
        """What a second reader says of an undecided sentence. Raises KeyError for one that does not wait."""
        waiting, cited = self._waiting.pop(index)
        findings = (*waiting.findings, finding)
        if supported and finding.severity is not Severity.CRASHED:
            note = tuple(_as_note(f) for f in findings)
            return Released(index, waiting.section, waiting.text, waiting.citations, False, note)
        self._shown.discard(normal(waiting.text))
        self._released -= 1
        return self._withhold(index, waiting.section, waiting.text, cited, findings)

    @property
    def waiting(self) -> tuple[int, ...]:
        """Sentences that still wait for a second reader."""
        return tuple(self._waiting)

    def shortfalls(self) -> tuple[Finding, ...]:
        """What keeps the text from being an answer: nothing written, refused, nothing shown, cut off."""
        return completeness.shortfalls(
            written=self._index > 0, released=self._released, refusal=self._refusal, cut=self._cut
        )

    def _judge_all(self, claims: Iterable[Claim]) -> list[Item]:
        return [item for claim in claims for item in self._judge(claim)]

    def _judge(self, claim: Claim) -> list[Item]:
        if claim.kind is Kind.HEADING:
            return self._heading(claim)
        if claim.kind is Kind.SENTENCE and (label := titles.label_of(claim.text)):
            heading = self._heading(Claim(Kind.HEADING, claim.text[:label]))
            return heading + self._judge(replace(claim, text=claim.text[label:]))
        if self._mode is _Mode.FOLLOW_UPS:
            return self._follow_up(claim)
        if claim.kind is Kind.CODE:
            finding = Finding(markup.CHECK, "The text holds a code block.", rule="code")
            return [self._withhold(self._next(), self._section, claim.text.strip(), (), (finding,))]
        marked = citations.take(claim.text, len(self._evidence))
        text = markup.plain(marked.text)
        if not any(c.isalnum() for c in text):
            return []
        self._began = True
        cited, findings = citations.cited(marked.numbers, self._evidence)
        if self._mode is _Mode.ASIDE:
            return [self._set_aside(text, cited, self._aside)]
        if not marked.numbers and disclaimer.writers_own(text):
            return [self._set_aside(text, cited, TitleKind.DISCLAIMER)]
        if not marked.numbers and completeness.closes(text):
            return [self._set_aside(text, cited, TitleKind.FOLLOW_UPS)]
        return [self._sentence(claim, text, cited, findings)]

    def _set_aside(self, text: str, cited: tuple[Evidence, ...], kind: TitleKind) -> Withheld:
        message = f"Not shown: the writer's own {kind.value}. The product has its own."
        finding = Finding("aside", message, Severity.NOTE, rule=kind.value)
        return self._withhold(self._next(), self._section, text, cited, (finding,), repairable=False)

    def _sentence(
        self, claim: Claim, text: str, cited: tuple[Evidence, ...], findings: tuple[Finding, ...]
    ) -> Item:
        index = self._next()
        hostile = self._guarded(lambda: self._rails.hostile(claim.text, text, cited))
        faults = [*hostile, *findings]
        if not claim.whole:
            faults.append(completeness.unfinished())
        faults += self._improper(text, cited)
        faults += self._guarded(lambda: self._reference.findings(text, cited))
        if faults:
            self._refusal = next((f for f in faults if f.rule == completeness.REFUSAL), self._refusal)
            return self._withhold(index, self._section, text, cited, tuple(faults), repairable=not hostile)
        if normal(text) in self._shown:
            repeated = Finding("repetition", "The answer says this already.", Severity.NOTE)
            return self._withhold(index, self._section, text, cited, (repeated,), repairable=False)
        verdict = self._verify(text, cited)
        ids = tuple(e.id for e in cited)
        if verdict.supported:
            self._show(text)
            return Released(index, self._section, text, ids, verdict.quoted, verdict.findings)
        if verdict.decision is Decision.UNDECIDED and self._hold_undecided and not _crashed(verdict.findings):
            self._show(text)
            undecided = Undecided(index, self._section, text, ids, verdict.findings)
            self._waiting[index] = undecided, cited
            return undecided
        return self._withhold(index, self._section, text, cited, verdict.findings)

    def _verify(self, text: str, cited: tuple[Evidence, ...]) -> Verdict:
        try:
            return self._verifier.verify(text, cited)
        except Exception:
            log.exception("A check crashed; the sentence is withheld.")
            return Verdict(Decision.UNDECIDED, (_crash(),))

    def _guarded(self, check: Callable[[], list[Finding]]) -> list[Finding]:
        try:
            return check()
        except Exception:
            log.exception("A check crashed; the sentence is withheld.")
            return [_crash()]

    def _improper(self, text: str, cited: tuple[Evidence, ...]) -> list[Finding]:
        return self._guarded(lambda: self._rails.improper(text, cited))

    def _show(self, text: str) -> None:
        self._released += 1
        self._shown.add(normal(text))
        self._reference.shown(text)

    def _withhold(
        self,
        index: int,
        section: str | None,
        text: str,
        cited: tuple[Evidence, ...],
        findings: tuple[Finding, ...],
        *,
        repairable: bool = True,
    ) -> Withheld:
        replacement = self._replacement(index, section, text, cited) if repairable else None
        return Withheld(index, section, text, tuple(e.id for e in cited), findings, replacement)

    def _replacement(
        self, index: int, section: str | None, text: str, cited: tuple[Evidence, ...]
    ) -> Released | None:
        for statement in repair.stand_ins(text, cited):
            plain = statement.plain if self._policy.audience == "patient" else None
            words = plain or statement.text
            if normal(words) in self._shown or self._improper(words, (statement,)):
                continue
            self._show(words)
            return Released(index, section, words, (statement.id,), True)
        return None

    def _heading(self, claim: Claim) -> list[Item]:
        named = [m.surface for m in self._lexicon.mentions(claim.text)] if self._lexicon else []
        title = titles.title(claim.text, self._known | titles.words_of(named))
        if title.kind is TitleKind.FOLLOW_UPS:
            self._mode = _Mode.FOLLOW_UPS
            return []
        if title.kind in (TitleKind.REFERENCES, TitleKind.DISCLAIMER):
            self._mode, self._aside = _Mode.ASIDE, title.kind
            return []
        self._reference.heading(titles.bare(claim.text))
        first, self._began = not self._began, True
        self._mode = _Mode.BODY
        if title.kind is TitleKind.BOTTOM_LINE:
            self._section = None
        elif first and claim.level == 1:
            # The name of the whole answer, which is shown nowhere: its bottom line follows.
            self._section = None
            return []
        else:
            self._section = title.text
        if title.plain or not any(c.isalnum() for c in title.text):
            return []
        finding = Finding(titles.CHECK, f"A heading may not make a claim; it reads “{title.text}” now.")
        return [self._withhold(self._next(), self._section, titles.bare(claim.text), (), (finding,))]

    def _follow_up(self, claim: Claim) -> list[Item]:
        text = markup.plain(citations.take(claim.text, len(self._evidence)).text)
        if not any(c.isalnum() for c in text):
            return []
        faults = self._guarded(lambda: self._rails.hostile(claim.text, text))
        if disclaimer.writers_own(text):
            return [self._set_aside(text, (), TitleKind.DISCLAIMER)]
        if text[-1:] not in "?？" or len(text) > LONGEST_FOLLOW_UP or not claim.whole:
            faults.append(Finding("follow-up", "This is not a question that the reader could ask next."))
        if faults:
            return [self._withhold(self._next(), None, text, (), tuple(faults), repairable=False)]
        if normal(text) in self._shown:
            return []
        self._shown.add(normal(text))
        return [FollowUp(text)]

    def _next(self) -> int:
        self._index += 1
        return self._index - 1


def _as_note(finding: Finding) -> Finding:
    return Finding(
        finding.check,
        finding.message,
        Severity.NOTE,
        finding.start,
        finding.end,
        finding.rule,
        finding.statement,
    )


def _crash() -> Finding:
    return Finding("crashed", "A check failed to run, so the sentence is not shown.", Severity.CRASHED)


def _crashed(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.CRASHED for f in findings)


def _default_verifier() -> ClaimVerifier:
    from guardrails.lexicon import load_lexicon
    from guardrails.support import Verifier

    verifier: ClaimVerifier = Verifier(load_lexicon())
    return verifier
