"""Answers whose quality the prompt steers: what a prompt tells this model to spoil, it spoils, by chance.

A line such as `[steer uncited=0.4 omitted=0.2 wrong=0.1]` in the prompt gives the chances with which a
sentence loses its markers, a statement is left out, or a number is changed. Chance is drawn anew for every
wording of a prompt and every time that it is asked, and is the same in every process.
"""

from __future__ import annotations

import hashlib
import random
import re

from tests.model_server.compose import MOST, compose, marked, statements_of

_LINE = re.compile(r"\[steer ((?:\w+=[\d.]+ ?)+)\]")
_MARKER = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"(?<![\[\d.])\d+(?![\d.\]])")


def steered(prompt: str, times: int) -> str:
    """The answer to a prompt that has come `times` before."""
    chances = _chances(prompt)
    dice = random.Random(hashlib.sha256(f"{times}\x1f{prompt}".encode()).hexdigest())
    statements = statements_of(prompt)[:MOST]
    kept = [s for s in statements if dice.random() >= chances.get("omitted", 0.0)] or statements[:1]
    lines = [_spoiled(marked(*s), chances, dice) for s in kept]
    if not lines:
        return compose(prompt)
    parts = [lines[0]]
    if lines[1:]:
        parts.append("## Guideline recommendations\n\n" + "\n".join(f"- {line}" for line in lines[1:]))
    return "\n\n".join(parts)


def _spoiled(text: str, chances: dict[str, float], dice: random.Random) -> str:
    if dice.random() < chances.get("wrong", 0.0):
        text = _NUMBER.sub(lambda m: str(int(m.group()) * 7 + 3), text, count=1)
    if dice.random() < chances.get("uncited", 0.0):
        text = _MARKER.sub("", text)
    return text


def _chances(prompt: str) -> dict[str, float]:
    found = _LINE.search(prompt)
    pairs = (pair.split("=") for pair in found.group(1).split()) if found else ()
    return {name: float(value) for name, value in pairs}
