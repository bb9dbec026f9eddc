"""Universality: "all", "always", "regardless" and "only" need a statement that says so.

Why: most recommendations hold under a condition; a sentence that claims all cases drops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, grounds
from guardrails.reading import language, pattern
from guardrails.types import Finding, Severity

CHECK = "universality"
_ALL = re.compile(
    r"\b(?:all(?! (?:the |of the )?\d|-cause)|every|everyone|everybody|any|each|whole|universal|regardless"
    r"|irrespective|always|universally"
    r"|throughout|entirely|completely|never|no one|nobody|both|until (?:delivery|the end))\b"
    r"|(?<![\d.])100\s?%"
)
_IDIOM = re.compile(
    r"\b(?:above all|at all|after all|all in all|all the same|among other|over all|all-cause|only \d"
    r"|only a|whose only|all \d|not only)"
)
_ANY = re.compile(
    r"\b(?:any|most|both|whole|entire|full|freely|without (?:any|need|limit|restriction))\b(?! other)"
)
_WHATEVER = re.compile(
    r"\b(?:whatever|regardless|irrespective|whichever|whether|with or without|any|no matter|independent\w*)\b"
)
_ALIKE = re.compile(
    r"\b(?:all|both|either|neither|even|consistent\w*|similar\w*|same|not depend\w*|unaffected|unrelated"
    r"|differ\w*)\b"
)
"""By which a statement may say that a thing does not matter."""
_QUANTIFIED = re.compile(
    r"(?<!above )(?<!at )(?<!in )\b(?:all|any|every|whatever)\b(?! (?:other|more|longer|difference|of them))"
)
_FAR = 12
"""Letters between such a word and what it speaks of."""
_TOLD = re.compile(
    r"\b(?:had|was|were|received|took|got|reached|completed|entered|went|showed|died|flared|started|came)\b"
)
"""What was so in a trial, where "all" is seldom too much."""
_SURE = ("all", "every", "everyone", "always", "regardless", "irrespective", "whatever")
_EITHER = re.compile(r"\b(?:neither|nor|both)\b")
"""Beside these words: what says that a thing does not matter."""
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|limited|restricted|confined|alone|just|isolated|no such"
    r"|no other|none|sole)\b"
)


_MORE_WAYS = re.compile(
    r"\b(?:also|every|all|any|whatever|sometimes|whether|or pure|or alone|even|additionally"
    r"|whenever|as well|in addition|too|and at|and when\w*)\b"
)
"""Where a statement names more than one case, a sentence must not keep to one."""
_DENIED = re.compile(r"(?<!with or )\b(?:not|no|never|nor|(?<!or )without)\b")
_PEOPLE = re.compile(
    r"(?: of)?(?: the)?(?:\s(?!(?:two|three|four|five|six|seven|eight|nine|ten)\b)[a-z0-9/+>=<≥≤.-]+){0,3}?\s"
    r"(?:patients?|people|persons?|adults?|child|children|wom[ae]n|m[ae]n|cases?|ln|nephritis|sle"
    r"|lupus|class(?:es)?|users?"
    r"|recipients?|levels?|degrees?|pregnanc(?:y|ies)|infants?|flares?|regimens?|forms?|types?"
    r"|grades?|stages?|doses?"
    r"|disease|visits?|settings?|populations?|groups?|deaths?|egfr|patient's|drugs?|biopsies"
    r"|biopsy|trimester|lines?|infusions?)\b"
)
"""Of whom "all" and "every" make a claim about all cases."""
_IN_TRIAL = re.compile(r"\s(?:in|of|across) (?:this|the|that|both) (?:trial|study|arms?|groups?|cohort)\b")
_FLOATING = re.compile(
    r"\b(?:can|may|might|should|could|will|must|were|are|do|did|have|had|they|these|those|we)\s$"
)
_NEGATED = re.compile(r"(?:\b(?:not|never|hardly|nor)\b|n't\b)[^,;.]{0,25}$")
_TOTAL = re.compile(r"\s?(?:under|per|by|over|at|in total)\b|\s?[,;.)]|\s?$")
_RELATIVE = re.compile(r"\s(?:[a-z-]+\s){1,4}(?:was|were|is|are)\b")
_DURING = re.compile(r"\b(?:during|within|keep\w*|kept|continu\w*|preceding|maintain\w*|stay\w*|for the)\b")
"""What lasts as long as something else, as "throughout" says."""
_END = re.compile(r"\s?[.;,)]|\s?$")


_OF_THOSE = re.compile(
    r"\ball (?:the |of the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b(?! weeks| months)"
)
"""All 7 of a group."""
_INTERVAL = re.compile(r"\s(?:\d|(?:day|week|month|year|hour|morning|evening|night|time)s?\b)")
_SECOND = re.compile(r"\s(?:second|third|fourth|fifth|other)\b")
_WITH = re.compile(r"\s(?:with|on|of them)\b")


def _small(case: Case, match: re.Match[str]) -> bool:
    """Whether the word makes no general claim here: "can all go on", "not every", "2 g in all", "a small
    point only".
    """
    claim, word = case.claim.lowered, match[0]
    before = claim[max(0, match.start() - 40) : match.start()]
    if word in ("all", "every") and _NEGATED.search(before):
        return True
    if word in ("every", "always") and _OF_THOSE.search(case.text):
        return True
    if (word == "every" and _SECOND.match(claim, match.end())) or (
        word == "all" and _WITH.match(claim, match.end())
    ):
        return True
    if before.endswith(("nearly ", "almost ", "virtually ", "not ")):
        return True
    if word == "every" and _INTERVAL.match(claim, match.end()):
        return True
    if word in ("entirely", "completely") or _IN_TRIAL.match(claim, match.end()):
        return True
    if word.startswith(("cure", "guarantee")) and re.search(r"\b(?:no|not|never)\s(?:\w+\s)?$", before):
        return True
    if word in ("all", "every") and not _PEOPLE.match(claim, match.end()):
        return True
    if word == "all":
        return bool(_FLOATING.search(before)) or (
            before.endswith(" in ") and bool(_TOTAL.match(claim, match.end()))
        )
    if word in ("whatever", "whichever"):
        return bool(_RELATIVE.match(claim, match.end()))
    if word == "only" and _END.match(claim, match.end()):
        said = [w.key for w in case.claim.words if w.end <= match.start()][-1:]
        return not any(w.key in said for w in case.words())
    return False


def _lasts(word: str, text: str) -> bool:
    return word == "throughout" and bool(_DURING.search(text))


_NONE = re.compile(r"\b(?:none|no one|nobody|neither|no (?:patients?|deaths?|cases?))\b")
_BINDING = re.compile(r"\b(?:must|ha(?:s|ve) to|never)\b")
_UNLESS = re.compile(r"\b(?:unless|without (?:an? |any )?contraindicat\w*|no contraindicat\w*|except)\b")


def _implied(word: str, claim: str, text: str) -> bool:
    """Whether a statement says as much without the word: none for all without, must for always, an exception
    that both name."""
    if word in ("always", "invariably"):
        return bool(_BINDING.search(text))
    if _WHATEVER.fullmatch(word):
        return bool(_EITHER.search(text) or _ALIKE.search(text))
    if word in ("all", "every", "everyone", "everybody"):
        return bool(_NONE.search(text)) or bool(_UNLESS.search(text) and _UNLESS.search(claim))
    return False


@cache
def _universal() -> re.Pattern[str]:
    return pattern(language().universal)


def check(case: Case) -> Iterator[Finding]:
    yield from _universals(case)
    match = _QUANTIFIED.search(case.claim.lowered)
    if match is not None and _widened(case, match.end()):
        message = f"The sentence says “{match[0]}” of what the cited statement says with a qualifier."
        yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="widened")


def _widened(case: Case, start: int) -> bool:
    """ "Any inhibitor" for strong inhibitors: wherever a statement has the word, another stands before it
    that the sentence lacks.
    """
    found = grounds(case)
    row = found.claim.row
    head = next((place for place in found.claim.content if row[place].start >= start), None)
    if head is None or row[head].start - start > _FAR or row[head].quantity or not found.hits[head]:
        return False
    told = {hit for hits in found.hits for hit in hits}
    for hit in found.hits[head]:
        number, place = divmod(hit, NEXT)
        units, text = found.texts[number].row, case.cited[number].reading.lowered
        before = units[place - 1] if place else None
        if before is None or not before.content or before.quantity or hit - 1 in told:
            return False
        if text[before.end : units[place].start] not in (" ", "-"):
            return False
    return True


def _universals(case: Case) -> Iterator[Finding]:
    claim, text = case.claim.lowered, case.text
    for match in _universal().finditer(claim):
        if _IDIOM.search(claim, max(0, match.start() - 12), match.end() + 6) or _small(case, match):
            continue
        known = _ONLY if _ONLY.fullmatch(match[0]) else _WHATEVER if _WHATEVER.fullmatch(match[0]) else _ALL
        if known is _ONLY and not _MORE_WAYS.search(text):
            continue
        if known is _ONLY and _DENIED.search(text):
            continue
        if not known.search(text) and not _implied(match[0], claim, text):
            told = match[0] == "all" and _TOLD.search(claim) is not None
            sure = known is not _ONLY and match[0] in _SURE and not told and not _lasts(match[0], text)
            yield Finding(
                CHECK,
                f"The sentence says “{match[0]}”; the cited statement does not go so far.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                start=match.start(),
                end=match.end(),
                rule="universal",
            )
            return
    for match in _ANY.finditer(claim):
        if not _ALL.search(text):
            message = f"The sentence says “{match[0]}”; the cited statement sets limits."
            yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="any")
