"""Content: what the sentence says beyond its statements.

Why: an invented benefit uses no wrong number and no wrong name; it shows as words that no cited statement
has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails import vocabulary
from guardrails.checks.case import Case, Cited
from guardrails.checks.memo import remembered
from guardrails.lexicon import Lexicon
from guardrails.reading import Word, language, pattern
from guardrails.types import Finding, Severity
from guardrails.units import Unit

CHECK = "content"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a sentence its statements hold."""

    words: int
    missing: tuple[Word, ...]
    run: int
    """The longest run of words that no statement has."""

    @property
    def share(self) -> float:
        """Share of the sentence's content words that the statements have; 1 for a sentence without any."""
        return 1.0 - len(self.missing) / self.words if self.words else 1.0


def load() -> None:
    """Read the word lists now rather than with the first unknown word."""
    vocabulary.english()


def is_specific(word: Word) -> bool:
    """Whether a word names a thing of the field, rather than helping to say something."""
    lowered = word.surface.lower()
    if word.kind != "word" or _MEDICAL.search(lowered):
        return True
    return lowered.isalpha() and len(lowered) > 2 and lowered not in vocabulary.english()


_MEDICAL = re.compile(
    r"(?:itis|osis|emia|aemia|penia|oma|pathy|uria|ectomy|oscopy|gram|mab|nib|cillin|mycin|azole|statin|pril|sartan|"
    r"olol|idine|amine|itant|algia|trophy|plasia|genic|lysis|cyte|cytes|globulin|toxic|toxicity|logical|vascular|"
    r"cardial|hepatic|cutaneous|ocular|neural)$"
)


def sort_of_missing(unit: Unit) -> str:
    """What kind of word a unit is that no statement has: how much its absence weighs."""
    if not unit.content:
        return "light"
    if unit.kind in ("number", "word"):
        if unit.kind == "number":
            return "number"
        return "ordinary" if unit.surface in vocabulary.english() else "specific"
    return "term" if unit.kind in ("term", "measure") else "name"


@remembered
def coverage(case: Case) -> Coverage:
    """How much of the sentence the statements hold, word by word."""
    held = [_held(one, case.lexicon) for one in case.cited]
    text = case.text
    missing: list[Word] = []
    run = longest = total = 0
    for word in case.claim.words:
        if word.kind in ("frequency", "route", "code", "class"):
            continue
        total += 1
        lowered = word.surface.lower()
        if any(word.key in one or lowered in one for one in held) or (
            len(lowered) > 4 and lowered[:6] in text
        ):
            run = 0
        else:
            missing.append(word)
            run += 1
            longest = max(longest, run)
    return Coverage(total, tuple(missing), longest)


def _held(one: Cited, lexicon: Lexicon) -> frozenset[str]:
    """What a statement holds: meanings and surfaces of its words, what its source is known by, members and
    classes of its drugs."""
    known: frozenset[str] | None = one.reading.memo.get("held")
    if known is None:
        found = {w.surface.lower() for w in one.reading.words} | one.bodies
        for word in one.reading.words:
            found.add(word.key)
            found.update(lexicon.members(word.key))
            if word.kind in ("drug", "brand"):
                found.update(lexicon.classes_of(word.key))
        known = one.reading.memo["held"] = frozenset(found)
    return known


def check(case: Case) -> Iterator[Finding]:
    covered = coverage(case)
    yield from _terms(case, covered)
    yield from _overclaims(case)
    if covered.missing:
        words = ", ".join(dict.fromkeys(w.surface for w in covered.missing))
        message = f"No cited statement speaks of: {words}."
        yield Finding(CHECK, message, Severity.NOTE, rule="missing")


def _terms(case: Case, covered: Coverage) -> Iterator[Finding]:
    """Things of the field that the sentence names and no cited statement does."""
    for word in covered.missing:
        if word.kind not in ("term", "measure") and not _MEDICAL.search(word.surface.lower()):
            continue
        if word.key in _GENERAL or (word.key == "lupus nephritis" and _of_nephritis(case)):
            continue
        message = f"No cited statement speaks of {word.surface}."
        yield Finding(CHECK, message, Severity.UNDECIDED, word.start, word.end, rule="term")


def _of_nephritis(case: Case) -> bool:
    return any(
        "nephritis" in c.reading.lowered
        or "-ln" in (c.evidence.source or "")
        or "renal" in c.reading.lowered
        or "kidney" in c.reading.lowered
        for c in case.cited
    )


def _overclaims(case: Case) -> Iterator[Finding]:
    """Proof, cause and cure, where the statement speaks of none."""
    for match in _claims().finditer(case.claim.lowered):
        stem = match[0][:5]
        if stem not in case.text:
            message = f"The sentence says “{match[0]}”; the cited statement does not go so far."
            yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="overclaim")


@cache
def _claims() -> re.Pattern[str]:
    return pattern(language().claims)


_GENERAL = frozenset(
    {
        "treatment",
        "dose",
        "recommend",
        "monitor",
        "kidney",
        "kidney function",
        "discontinue",
        "taper",
        "first-line",
        "initial therapy",
        "maintenance therapy",
        "indication",
        "adverse effect",
        "systemic lupus erythematosus",
        "contraindication",
        "medical necessity",
        "proteinuria",
        "upcr",
        "drug interaction",
        "prophylaxis",
        "infection",
        "relapse",
        "refractory",
        "remission",
        "complete response",
        "partial response",
        "biopsy",
        "baseline",
        "trial",
    }
)
