"""The input rails together: what a text is about, what in it must not be stored or obeyed, what may be asked.

Whatever is stored or sent on has its identifiers replaced; what is worked with has the instructions to the
program taken out as well. The clinical question inside a text is always kept.
"""

from __future__ import annotations

from guardrails import emergency, identifiers, injection, scope
from guardrails.types import Scope, Screening


def screen(text: str, in_conversation: bool = False) -> Screening:
    """Screen one text. `in_conversation`: earlier turns give an elliptical question ("dose?") its subject.

    `refuse` is set where no answerable clinical question is left: an attack alone, a request for harm, a
    person in danger. Takes time in proportion to the length of the text.
    """
    found = identifiers.find(text)
    redacted = identifiers.redact(text, found)
    instructions = injection.find(text)
    cleaned = injection.remove(redacted) if instructions else redacted
    danger = emergency.look(text)
    where, _ = scope.triage(cleaned, in_conversation)
    harm = any(f.rule == injection.HARM for f in instructions)
    attack = any(f.rule != injection.HARM for f in instructions)
    nothing_left = bool(instructions) and (where is Scope.OUT or not cleaned)
    return Screening(
        scope=where,
        text=cleaned,
        redacted=redacted,
        injection=attack,
        emergency=danger is not None,
        identifiers=found,
        findings=(*((danger.finding,) if danger else ()), *instructions),
        refuse=nothing_left or harm or (danger is not None and danger.stop),
    )
