"""Content: what the sentence says beyond its statements.

Why: an invented benefit uses no wrong number and no wrong name; it shows as words that no cited statement has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails import vocabulary
from guardrails.checks.case import Case
from guardrails.reading import Word
from guardrails.types import Finding, Severity

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


def coverage(case: Case) -> Coverage:
    known = {w.key for w in case.words()} | {k for c in case.cited for k in c.bodies}
    for word in case.words():
        known.update(case.lexicon.members(word.key))
        known.update(case.lexicon.classes_of(word.key) if word.kind in ("drug", "brand") else ())
    surfaces = {w.surface.lower() for w in case.words()}
    text = case.text
    missing: list[Word] = []
    run = longest = total = 0
    for word in case.claim.words:
        if word.kind in ("frequency", "route", "code", "class"):
            continue
        total += 1
        lowered = word.surface.lower()
        if word.key in known or lowered in surfaces or (len(lowered) > 4 and lowered[:6] in text):
            run = 0
        else:
            missing.append(word)
            run += 1
            longest = max(longest, run)
    return Coverage(total, tuple(missing), longest)


def check(case: Case) -> Iterator[Finding]:
    covered = coverage(case)
    if covered.missing:
        words = ", ".join(dict.fromkeys(w.surface for w in covered.missing))
        message = f"No cited statement speaks of: {words}."
        yield Finding(CHECK, message, Severity.NOTE, rule="missing")
