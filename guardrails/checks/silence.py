"""Silence: where a statement says that something was not shown, a sentence must not report it as shown.

Why: "no result was read" and "does not inform use in X" are statements about what is not known. A sentence that draws
an effect, safety or support from them invents it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.denial import stretches
from guardrails.types import Finding

CHECK = "silence"
_SILENT = re.compile(
    r"\bno (?:\w+\s){0,3}?(?:results?|data|trial|evidence|conclusions?|benefit|effect|improvement)\b"
    r"|\b(?:not|cannot|never|n't) (?:\w+\s){0,3}?(?:inform\w*|show\w*|read|describ\w*|establish\w*|evaluat\w*|powered|apply|applies|settled"
    r"|significant\w*|predict\w*|support\w*|tested|studied|proven|known|met|improve\w*|endors\w*|compared|matched)\b"
    r"|\bsays? nothing\b|\btoo (?:small|few|short)\b|\bunproven\b|\buncertain\w*|\bunclear\b|\bunknown\b|\binsufficient\b|\binconclusive\b"
    r"|\bterminated\b|\blittle or no\b|\brather than (?:a|an|from)\b|\bexploratory\b|\bbefore it can be\b|\bexcluded\b|\blimited\b|\bmissed\b|\blacking\b|\bdebated\b|\buncontrolled\b|\bconflicting\b"
)
_ASSERTS = re.compile(
    r"\b(?:show(?:s|ed|n)|confirm(?:s|ed)?|prov(?:es|ed)|demonstrat(?:es|ed)|work(?:s|ed)?|effective|efficac\w+|improv(?:es|ed)|benefits?|adds benefit"
    r"|raised|lowers?|lowered|reduced|reduces|halv(?:es|ed)|prevents?|prevented|safe|compatible|supports?|applies|apply|met its|met the|proven"
    r"|better|best|superior|outperforms?|settled|established|validated|reliabl\w+|extends? to|holds? for|match(?:es|ed)|equals|excludes|rules out|as good as)\b"
)
_HEDGED = re.compile(
    r"\b(?:not|no|nor|never|without|neither|unproven|unclear|unknown|uncertain|un\w+|too|may|might|could|cannot|lack\w*|nothing|silent"
    r"|beyond|open|missed|failed|fail|similar|only|limited|numerical\w*|trend\w*|little|insufficient|suggest\w*|seem\w*|appear\w*|probabl\w*|possib\w*|if|whether|question)\b|n't\b|\?"
)


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    asserted = _ASSERTS.search(claim)
    if asserted is None or _HEDGED.search(claim):
        return
    word = asserted[0][:5]
    for one in case.cited:
        text = one.reading.lowered
        silent = _SILENT.search(text)
        if silent is None:
            continue
        said = [m for m in re.finditer(re.escape(word), text)]
        if any(not _SILENT.search(text, max(0, m.start() - 50), min(len(text), m.end() + 20)) for m in said):
            continue
        parts = [s for s in stretches(one.reading) if _SILENT.search(text, s.start, s.end)]
        shared = max((len(s.keys & case.claim.keys()) for s in parts), default=0)
        if shared >= 2:
            yield Finding(
                CHECK,
                f"The sentence says “{asserted[0]}”; the cited statement says “{silent[0]}”.",
                start=asserted.start(),
                end=asserted.end(),
                rule="silence",
            )
            return
