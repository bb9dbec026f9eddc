"""Whether a question is about lupus nephritis, stands near it, or is elsewhere.

A disease that is named decides over a drug, lupus nephritis decides over other diseases, and work that is not
the answering of a clinical question is elsewhere whatever is named beside it. The words are in `scope.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.spelling import mended
from guardrails.types import Scope
from guardrails.vocabulary import clinical, lexicon

_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_FRAGMENT = 3
"""Words of a turn that is no sentence."""
_SHORT = 2
"""Letters of a word that carries no topic by itself: J code, IV, he."""
_ALONE = re.compile(r"(?:(?:and|or|but|so|what about|how about|any|the|a) )*[^\W\d_]+\W*$", re.IGNORECASE)
"""A turn of one word."""
_MEDICAL = re.compile(
    r"(?:mab|nib|cept|gliptin|glutide|statin|pril|sartan|olol|pine|azole|mycin|micin|cycline|cillin|floxacin|vir|"
    r"parin|oxaban|dronate|setron|prazole|lukast|cort|[st]erone|sone|itis|[ae]mia|uria|osis|oma|pathy|algia|ectomy|oscopy|gram|"
    r"penia|rrhoea|rrhea|plegia|paresis|dynia|esthesia|aesthesia|phobia|edema|oedema|genic|toxic|lysis|scan)s?$"
)
"""How words of medicine and names of medicines end."""
_SHORT_FORM = re.compile(r"\b[A-Z][A-Z0-9]{1,5}s?\W*$")
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class _Signs(Rules):
    concepts: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


class _Nephritis(_Signs):
    trials_but: frozenset[str]
    """Trials that are not of lupus nephritis."""


class _Words(Rules):
    words: tuple[str, ...]


class _Scope(Rules):
    nephritis: _Nephritis
    lupus: _Signs
    kidney: _Signs
    drugs: frozenset[str]
    lupus_drugs: frozenset[str]
    codes: frozenset[str]
    serology: frozenset[str]
    complement: frozenset[str]
    near: _Signs
    proteinuria: frozenset[str]
    no_kidney: tuple[str, ...]
    other: _Words
    own_phrases: tuple[str, ...]
    other_codes: frozenset[str]
    organs: tuple[str, ...]
    misread: tuple[str, ...]
    tasks: tuple[str, ...]
    aside: tuple[str, ...]
    disease_endings: tuple[str, ...]
    own_diseases: frozenset[str]
    comorbid: str
    subject: str
    complication: str
    plain: frozenset[str]
    reasons: dict[Scope, str]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a question speaks of."""

    nephritis: bool
    lupus: bool
    kidney: bool
    numbered: bool
    """A class by its number."""
    spared: bool
    """Lupus that is said to spare the kidney."""
    drug: bool
    proteinuria: bool
    serology: bool
    complement: bool
    other_code: bool
    near: bool
    membranous: bool
    """Membranous nephropathy with no lupus named."""
    other: bool
    organ: bool
    task: bool
    drug_named: bool
    lupus_drug: bool
    """A drug that is for lupus alone."""
    any: bool


@cache
def _rules() -> _Scope:
    return read("scope", _Scope)


@cache
def _pattern(field: str) -> re.Pattern[str]:
    rules = _rules()
    words: dict[str, tuple[str, ...]] = {
        "nephritis": rules.nephritis.words,
        "lupus": rules.lupus.words,
        "kidney": rules.kidney.words,
        "near": rules.near.words,
        "other": rules.other.words,
        "own_phrases": rules.own_phrases,
        "no_kidney": rules.no_kidney,
        "organs": rules.organs,
        "misread": rules.misread,
        "tasks": rules.tasks,
        "aside": rules.aside,
    }
    spaced = [w for w in words[field] if not _UNSPACED.search(w)]
    # Scripts that set no blanks between words have no edges of words to look for.
    unspaced = "".join(f"|{w}" for w in words[field] if _UNSPACED.search(w))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spaced)})(?!\w){unspaced}", re.IGNORECASE)


def triage(text: str, in_conversation: bool = False) -> tuple[Scope, str]:
    """The scope of a question and the reason in one sentence.

    Within a conversation a turn that names no subject of its own ("dose?", "and in pregnancy?") is in scope:
    what came before gives it one.
    """
    scope = _scope(_read(text), text, in_conversation)
    return scope, _rules().reasons[scope]


def _scope(seen: _Read, text: str, in_conversation: bool) -> Scope:
    if seen.task:
        return Scope.OUT
    if seen.nephritis or (seen.numbered and seen.kidney):
        return Scope.IN
    if seen.lupus and seen.spared and not seen.organ:
        return Scope.NEAR
    if seen.other_code and not seen.kidney:
        return Scope.NEAR
    if seen.lupus and (seen.kidney or seen.drug) and not seen.organ:
        return Scope.IN
    if seen.lupus:
        if in_conversation and not seen.other and (not seen.organ or _beside(text)):
            return Scope.IN
        return Scope.OUT if (seen.organ and not seen.kidney) or seen.other else Scope.NEAR
    if seen.other:
        beside = _complication(text) or _comorbid(text) or (seen.drug_named and not _subject(text))
        return Scope.IN if beside and (in_conversation or seen.lupus_drug) else Scope.OUT
    if seen.membranous:
        return Scope.NEAR
    if seen.drug or seen.proteinuria:
        return Scope.IN
    if seen.serology:
        return Scope.IN if seen.kidney or seen.complement else Scope.NEAR
    if in_conversation:
        return Scope.IN if seen.any or _elliptical(text) else Scope.OUT
    return Scope.NEAR if seen.near or seen.kidney else Scope.OUT


def _read(text: str) -> _Read:
    rules = _rules()
    text = mended(text)
    task = bool(_pattern("tasks").search(text))
    text = _pattern("misread").sub(" ", _pattern("aside").sub(" ", text))
    mentions = lexicon().mentions(text)
    named = {m.concept for m in mentions}
    codes = {m.concept.upper() for m in mentions if m.kind == "code"}

    strange = _pattern("own_phrases").sub(" ", text)

    def seen(field: str, signs: _Signs) -> bool:
        if named & signs.concepts or codes & signs.codes:
            return True
        return bool(signs.words) and bool(_pattern(field).search(text))

    trials = {m.concept for m in mentions if m.kind == "trial"} - rules.nephritis.trials_but
    numbered = any(m.kind == "class" and any(c in "IV123456" for c in m.surface) for m in mentions)
    membranous = any(m.kind == "class" and "membranous neph" in m.surface.lower() for m in mentions)
    proliferative = any(m.kind == "class" and "membranous neph" not in m.surface.lower() for m in mentions)
    lupus = seen("lupus", rules.lupus)
    kidney = seen("kidney", rules.kidney)
    return _Read(
        nephritis=seen("nephritis", rules.nephritis) or bool(trials) or (lupus and proliferative),
        lupus=lupus,
        kidney=kidney,
        numbered=numbered,
        spared=bool(_pattern("no_kidney").search(text)),
        drug=bool(named & rules.drugs or codes & rules.codes) or numbered,
        proteinuria=bool(named & rules.proteinuria),
        serology=bool(named & rules.serology),
        complement=bool(named & rules.complement),
        other_code=bool(codes & rules.other_codes),
        near=seen("near", rules.near) or proliferative,
        membranous=membranous and not numbered,
        other=bool(_pattern("other").search(strange)) or _other_disease(strange),
        organ=bool(_pattern("organs").search(text)),
        task=task,
        drug_named=any(m.kind in {"drug", "brand"} for m in mentions),
        lupus_drug=bool(named & rules.lupus_drugs),
        any=bool(mentions),
    )


def _other_disease(text: str) -> bool:
    """Whether a word ends like a disease and is none that belongs to lupus nephritis or its treatment."""
    rules = _rules()
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if word.endswith(rules.disease_endings) and len(word) > 6:
            singular = word.removesuffix("s")
            if (
                word not in rules.own_diseases
                and singular not in rules.own_diseases
                and word not in clinical()
            ):
                return True
    return False


def _comorbid(text: str) -> bool:
    """Whether another disease is one that the patient of the conversation has as well."""
    found = _pattern("other").search(text)
    return found is not None and bool(re.search(_rules().comorbid, text[: found.start()], re.IGNORECASE))


def _complication(text: str) -> bool:
    """Whether a turn is nothing but a complication: "lymphoma?" asks about the drug in question."""
    return bool(re.match(_rules().complication, text.strip(), re.IGNORECASE))


def _beside(text: str) -> bool:
    """Whether lupus of another organ is a fragment that treats of nothing: "CNS lupus?"."""
    found = _pattern("organs").search(text)
    short = len(_WORD.findall(text)) <= _FRAGMENT
    return (
        short and found is not None and not re.search(_rules().subject, text[: found.start()], re.IGNORECASE)
    )


def _subject(text: str) -> bool:
    """Whether another disease is what is asked about: "the dose in gout", not "gout, takes allopurinol"."""
    found = _pattern("other").search(text)
    return found is not None and bool(re.search(_rules().subject, text[: found.start()], re.IGNORECASE))


def _elliptical(text: str) -> bool:
    """Whether a turn is made of words that carry no topic, or of medicine's own."""
    rules = _rules()
    words = [_APOSTROPHE.split(m.group().casefold())[0] for m in _WORD.finditer(text)]
    strange = sum(len(w) > _SHORT and w not in rules.plain and w not in clinical() for w in words)
    if (
        strange
        and _ALONE.match(text.strip())
        and not (_MEDICAL.search(words[-1]) or _SHORT_FORM.search(text))
    ):
        return False  # "banana?": nothing in it is of medicine
    # A fragment of a few words may hold one that medicine shares with daily life ("culprit drugs?").
    return strange * 3 <= len(words) or (strange <= 1 and len(words) <= _FRAGMENT)
