"""A faithful answer out of the statements in a prompt, as a good model would write it."""

from __future__ import annotations

import re

_STATEMENT = re.compile(r"^\[(\d+)\] \(.*?; population: [^)]*\) (.+)$", re.MULTILINE)
_QUESTION = re.compile(r"<question>\s*(.*?)\s*</question>", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[a-z)%][.]) (?=[A-Z])")
MOST = 8
"""Statements of an answer."""


def statements_of(prompt: str) -> list[tuple[int, str]]:
    """Number and text of each statement in a prompt."""
    return [(int(n), text) for n, text in _STATEMENT.findall(prompt)]


def question_of(prompt: str) -> str:
    """The question in a prompt."""
    match = _QUESTION.search(prompt)
    return match.group(1) if match else ""


def marked(number: int, text: str) -> str:
    """A statement with its marker after each sentence."""
    return " ".join(f"{sentence}[{number}]" for sentence in _SENTENCE.split(text))


def compose(prompt: str) -> str:
    """Bottom line, two sections and follow-up questions, word for word from the first statements."""
    statements = statements_of(prompt)[:MOST]
    if not statements:
        return ""
    bottom, rest = statements[0], statements[1:]
    half = (len(rest) + 1) // 2
    parts = [marked(*bottom)]
    for title, group in (("Guideline recommendations", rest[:half]), ("Further evidence", rest[half:])):
        if group:
            parts.append(f"## {title}\n\n" + "\n".join(f"- {marked(*s)}" for s in group))
    parts.append(
        "## Follow-up questions\n\n- How is the response monitored?\n- How long is treatment continued?"
    )
    return "\n\n".join(parts)
