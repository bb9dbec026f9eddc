"""Names: drugs, brands, trials, bodies, classes, codes, routes and intervals of the sentence must be the
statement's.

Why: a right number under a wrong name is a wrong statement. A class of drugs stands for its members where the
statement names the class; a body or trial may be known from the source though the text does not say it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guardrails import vocabulary
from guardrails.checks.case import Case
from guardrails.reading import Word
from guardrails.types import Finding, Severity

CHECK = "names"
SAME_INTERVAL = {
    "once daily": "daily",
    "every day": "daily",
    "every 24 hours": "daily",
    "every 12 hours": "twice daily",
    "every 8 hours": "three times daily",
    "every 7 days": "weekly",
    "every 14 days": "every 2 weeks",
    "every 21 days": "every 3 weeks",
    "every 28 days": "monthly",
    "every 42 days": "every 6 weeks",
    "every week": "weekly",
    "every 1 weeks": "weekly",
    "every month": "monthly",
    "every 4 weeks": "monthly",
    "every 1 months": "monthly",
    "every 3 months": "quarterly",
    "every 12 months": "yearly",
    "every year": "yearly",
    "every 1 years": "yearly",
}
_NOUNS = {
    "drug": "drug",
    "brand": "drug",
    "trial": "trial",
    "body": "body",
    "class": "class",
    "code": "code",
    "route": "route",
    "frequency": "interval",
}
_FORM = re.compile(r"tablets?|capsules?|infusions?|infused|autoinjectors?|auto-injectors?")
_PARTS = re.compile(r"[\W_]+")
_COUNTED = re.compile(
    r"(?:two|three|four|five|six|seven|eight|ten|twelve|\d+) (?:hourly|daily|weekly|monthly|yearly)"
    r" (?:\w+ )?(?:doses?|infusions?|injections?|pulses?|drips?|courses?|cycles?|visits?)\b"
)
"""Four weekly doses are four doses, not doses every four weeks."""
_TRIAL = re.compile(r"\b(?:trials?|stud(?:y|ies))\b")
_OF_TRIAL = re.compile(r"\s(?:nephritis )?(?:trial|study)$")
_KIND_OF = re.compile(r"[- ](?:type|like)\b")
_SUCH_AS = re.compile(r"(?:\bsuch as|\be\.g\.|\bfor example,?|\blike) $")
_WEEKS = re.compile(r"\bweeks? (\d{1,3})-(\d{1,3})[,:]")
_BRAND_OF = re.compile(r"\s*\(\s*$")


def check(case: Case) -> Iterator[Finding]:
    for word in case.claim.words:
        if word.kind in _NOUNS and not _known(word, case):
            severity = _severity(word, case)
            if severity is not None:
                noun = _NOUNS[word.kind]
                message = f"The cited statement does not name the {noun} {word.surface}."
                yield Finding(CHECK, message, severity, word.start, word.end, rule=noun)
    yield from _brands(case)
    yield from _unknown(case)


def _known(word: Word, case: Case) -> bool:
    if (word.key == "acr" and "albumin" in case.text) or (
        word.surface == "LDA" and "low disease activity" in case.text
    ):
        return True  # the albumin-creatinine ratio; low disease activity, not low-dose aspirin
    if word.kind in ("drug", "brand"):
        named = case.named("drug", "brand", "drug_class")
        known = named | frozenset().union(*(c.bodies for c in case.cited))
        return (
            word.key in known
            or any(word.key in m and len(m) == 1 for k in known if (m := case.lexicon.members(k)))
            or any(f"{word.key}-" in f"{k}-" and len(word.key) > 3 for k in known)
            or ("-" in word.surface and all(p in case.text for p in _PARTS.split(word.surface.lower())))
            or bool(set(case.lexicon.members(word.key)) & known)
            or any(k.endswith(f"-{word.key}") for k in known)
        )
    if word.key == "isn-rps" and case.named("class"):
        return True  # the classes are those of ISN/RPS
    if word.kind == "trial" and _OF_TRIAL.sub("", word.surface.lower()) in case.text:
        return True
    if word.kind == "trial" and _by_regimen(word, case):
        return True
    if word.kind in ("trial", "body"):
        return word.key in case.named("trial", "body") or any(word.key in c.bodies for c in case.cited)
    if word.kind == "frequency":
        have = {SAME_INTERVAL.get(k, k) for k in case.named("frequency")}
        mine = SAME_INTERVAL.get(word.key, word.key)
        if case.claim.lowered[max(0, word.start - 6) : word.start] == "twice ":
            mine = {"yearly": "every 6 months", "monthly": "every 2 weeks"}.get(word.key, mine)
        if mine == "every 2 weeks" and re.search(r"\btwice (?:a |each )?month", case.text):
            return True
        gap = _WEEKS.search(case.text)
        if gap and mine == f"every {int(gap[2]) - int(gap[1]) + 1} weeks":
            return True  # steps that are listed by their weeks
        if "once" in word.surface.lower() and have:
            return mine in have
        if word.key in ("every 24 hours", "every 12 hours"):
            return mine in have
        return mine in have or (mine in ("daily", "twice daily") and _per_day(case, mine))
    if word.key == "V" and not _PURE.search(case.claim.lowered) and _OR_V.search(case.text):
        return True
    return word.key in case.named(word.kind)


_PURE = re.compile(r"\b(?:pure\w*|alone|isolated|only|solely)\b")
_OR_V = re.compile(r"\bclass (?:iii|iv)\b[^.;]*(?:\bwith or without|±|\bplus|\+|\band|/)\s?v\b")
"""Class III or IV, with or without V."""


def _by_regimen(word: Word, case: Case) -> bool:
    """ELNT for "Euro-Lupus": a trial that the statement names without the word trial."""
    surfaces = (surface.lower() for surface in case.lexicon.surfaces(word.key))
    return any((short := _OF_TRIAL.sub("", name)) != name and short in case.text for name in surfaces)


def _severity(word: Word, case: Case) -> Severity | None:
    """How much an unknown name weighs: None where the statement leaves it open."""
    before = case.claim.lowered[max(0, word.start - 4) : word.start]
    if word.kind == "frequency" and (before == " or " or _COUNTED.match(case.claim.lowered, word.start)):
        return None
    if word.kind == "route" and _FORM.fullmatch(word.surface.lower()):
        return Severity.UNDECIDED
    if word.kind in ("route", "frequency"):
        others = case.named(word.kind)
        if word.kind == "frequency" and word.key == "daily" and "once" not in word.surface.lower():
            by_day = any("day" in q.dimension for _, q in case.quantities()) or re.search(
                r"\bda(?:y|ily)\b", case.text
            )
            return Severity.CONFLICT if others and not by_day else None
        return Severity.CONFLICT if others else Severity.UNDECIDED
    if word.kind in ("drug", "brand") and (_of_class(word, case) or _by_trial(word, case)):
        return Severity.UNDECIDED
    if word.kind == "drug" and _is_example(word, case):
        return Severity.UNDECIDED
    if word.kind == "class" and not case.named("class"):
        return Severity.UNDECIDED
    if word.kind == "code" and any(code.startswith(word.key) for code in case.named("code")):
        return Severity.UNDECIDED  # the category of a code that the statement names
    return Severity.CONFLICT


def _of_class(word: Word, case: Case) -> bool:
    """A drug whose class the statement names, and none other of it: "prednisone" for "glucocorticoids"."""
    named = case.named("drug", "brand", "drug_class")
    return any(
        word.key in members and not named & (set(members) - {word.key})
        for name in named
        if (members := case.lexicon.members(name))
    )


def _by_trial(word: Word, case: Case) -> bool:
    """ "The belimumab trial" of a statement that names a trial but no drug: a trial is known by its drug."""
    if case.named("drug", "brand") or not case.named("trial"):
        return False
    return bool(_TRIAL.search(case.claim.lowered))


def _is_example(word: Word, case: Case) -> bool:
    """ "Warfarin-type treatment", "inducers such as rifampicin": the drug stands for a class."""
    return bool(
        _KIND_OF.match(case.claim.lowered, word.end)
        or _SUCH_AS.search(case.claim.lowered, max(0, word.start - 12), word.start)
    )


def _per_day(case: Case, interval: str) -> bool:
    if interval == "daily":
        return any("day" in q.dimension for _, q in case.quantities())
    return any(q.dimension == "mass per day" for q in case.claim.quantities) and any(
        q.dimension == "mass per day" for _, q in case.quantities()
    )


def _brands(case: Case) -> Iterator[Finding]:
    """ "Benlysta (voclosporin)": a brand name beside another drug's generic name. And two brands
    exchanged."""
    words = case.claim.words
    for first, second in itertools.pairwise(words):
        kinds = {first.kind, second.kind}
        between = case.claim.text[first.end : second.start]
        if kinds == {"brand", "drug"} and first.key != second.key and _BRAND_OF.fullmatch(between):
            message = f"{first.surface} and {second.surface} are different drugs."
            yield Finding(CHECK, message, start=first.start, end=second.end, rule="brand")


_ORDINARY = re.compile(
    r"(?:ly|wise|ing|ed|ion|ness|ment|al|ic|ive|ous|er|or|ity|s|ate|able|ful|less|ship|ism|ist)$"
)
"""Endings of words that may open a sentence without being a name."""
_TITLE = re.compile(r"(?<![\w'’-])[A-Z][a-z]{4,}(?![\w'’-])")


def _unknown(case: Case) -> Iterator[Finding]:
    """A name that neither the statements nor the language know: an invented brand, trial or author."""
    known = (
        f"{case.text} "
        + " ".join(f"{c.evidence.source} {c.evidence.organisation}" for c in case.cited).lower()
    )
    taken = {w.start for w in case.claim.words if w.kind != "word"}
    for match in _TITLE.finditer(case.claim.text):
        word = match[0].lower()
        opens = match.start() == 0 or case.claim.text[max(0, match.start() - 2) : match.start()] in (
            ". ",
            ": ",
            "; ",
        )
        if opens and _ORDINARY.search(word):
            continue
        if match.start() in taken or word[:4] in known:
            continue
        if (
            word in vocabulary.english()
            or word in vocabulary.clinical()
            or word.rstrip("s") in vocabulary.english()
        ):
            continue
        message = f"The cited statement does not name {match[0]}."
        yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="unknown")
