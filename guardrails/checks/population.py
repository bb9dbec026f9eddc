"""Population: what holds for children does not hold for adults, nor what holds in pregnancy for everybody.

Why: doses, targets and cautions differ between populations; a sentence that changes the population of its
statement is as wrong as one that changes the dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.groundless import may_mean
from guardrails.cues import cue
from guardrails.reading import Word
from guardrails.types import Finding, Severity

CHECK = "population"
_SPECIAL = ("paediatric", "pregnancy", "dialysis", "transplant")
_MEN = re.compile(r"\b(?:men|man|male|males|father\w*)\b")
_WOMEN = re.compile(r"\b(?:women|woman|female|females|girls?|mother\w*)\b")


_PURE = re.compile(r"\b(?:pure|isolated|purely)\s(?:class|membranous|proliferative|lupus membranous)\b")
_MIXED = re.compile(r"\b(?:with or without|combined|mixed|together)\b|\+|/")
_ALONE = re.compile(r"\b(?:pure|isolated|alone|only|purely|by itself)\b")
_LEFT_OUT = re.compile(
    r"(?:\b(?:not|no|never|nor)\s(?:\w+\s){0,2}|"
    r"\b(?:(?<!or )without|excluding|exclud\w*|outside|except)\b[^;.]{0,45})$"
)
_SHUT_OUT = re.compile(
    r"^[^;.]{0,50}\b(?:(?:were|was|are|is) (?:excluded|left out|not (?:enrolled|included|studied))"
    r"|excludes?)\b"
)


def _pure(case: Case) -> Iterator[Finding]:
    """ "With or without class V" is not pure class V."""
    match = _PURE.search(case.claim.lowered)
    if (
        match
        and not _ALONE.search(case.text)
        and _MIXED.search(case.text)
        and not _LEFT_OUT.search(case.claim.lowered[: match.start()])
    ):
        message = f"The cited statement does not speak of {match[0]} disease alone."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="pure")


def _left_out(case: Case) -> Iterator[Finding]:
    """Who was left out of a trial or a recommendation must not be put into it."""
    if cue("left out").search(case.claim.lowered):
        return
    for word in case.claim.words:
        if word.key not in (
            "lupus nephritis",
            "dialysis",
            "transplant",
            "pregnancy",
            "paediatric",
            "ckd",
        ):
            continue
        places = [
            (one.reading.lowered[max(0, w.start - 50) : w.start], one.reading.lowered[w.end : w.end + 70])
            for one in case.cited
            for w in one.reading.words
            if w.key == word.key
        ]
        if places and all(_LEFT_OUT.search(before) or _SHUT_OUT.search(after) for before, after in places):
            message = f"The cited statement leaves out {word.surface}."
            yield Finding(CHECK, message, Severity.UNDECIDED, word.start, word.end, rule="left out")
            return


_OFFSPRING = re.compile(r"(?:infant|child|bab(?:y|ies)|newborn|neonate|offspring)\w*\Z")
_BORN = re.compile(r"(?:infant|bab(?:y|ies)|newborn|neonate|offspring)\w*\Z")
_BIRTH = re.compile(
    r"\b(?:birth\w*|fetal|foetal|fetus\w*|foetus\w*|pregnan\w*|maternal\w*|in utero|neonat\w*|newborn\w*"
    r"|placenta\w*|malformation\w*|breast\w*|lactat\w*|milk|obstetric\w*|congenital|mothers?|conception)\b"
)
_ADULT = 18
"""Years."""
_AGED = re.compile(
    r"\b(?:aged?|ages|age of|years of age|under|below|from)\s(?:of\s)?(?:at least\s)?"
    r"(\d{1,2})(?=\s?(?:-|to\b|or\b|and\b|years?\b))"
)
_REPLACED = re.compile(r"\b(?:kidney|renal)[\s-]replacement\b|\brrt\b")


def _same_people(word: Word, case: Case) -> bool:
    """The child of a pregnancy is no paediatric patient; kidney replacement is dialysis among others."""
    if word.key == "paediatric":
        surface = word.surface.lower()
        if any(int(years) < _ADULT for years in _AGED.findall(case.text)):
            return True
        born = _BORN.match(surface) or (_OFFSPRING.match(surface) and _BIRTH.search(case.claim.lowered))
        return bool(born and _BIRTH.search(case.text))
    return word.key == "dialysis" and bool(
        _REPLACED.search(word.surface.lower()) and _REPLACED.search(case.text)
    )


def check(case: Case) -> Iterator[Finding]:
    yield from _pure(case)
    yield from _left_out(case)
    text_names = case.named("population")
    meta = {p for c in case.cited for p in c.evidence.population}
    for word in case.claim.words:
        if word.kind != "population" or word.key in text_names:
            continue
        if (len(word.key) > 7 and word.key in case.text) or _same_people(word, case):
            continue  # "transplanted" for transplant
        if word.key in meta or (word.key == "adult" and "any" in meta):
            continue
        others = text_names & {"paediatric", "adult", "pregnancy", "dialysis", "transplant"}
        told = others and not may_mean(word.key, case.text) and (word.key != "pregnancy" or "adult" in others)
        sure = word.key == "paediatric" or told
        severity = Severity.CONFLICT if sure else Severity.UNDECIDED
        yield Finding(
            CHECK,
            f"The cited statement does not speak of {word.surface}.",
            severity,
            word.start,
            word.end,
            rule="population",
        )
    for mine, other, name in ((_MEN, _WOMEN, "men"), (_WOMEN, _MEN, "women")):
        if mine.search(case.claim.lowered) and other.search(case.text) and not mine.search(case.text):
            yield Finding(CHECK, f"The cited statement does not speak of {name}.", rule="sex")
