"""What the gate promises for every text: the cutting changes nothing, and nothing unverified is shown."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.normal import normal
from guardrails.stream import Gate, Item, Released
from tests.guardrails.stand_in import EVIDENCE, Believer, QuotationVerifier, shown, through

ANSWER = """# Alphamab

**Bottom line:** Yes, it holds (1B).[1] Alphamab 7 mg/kg is given every 9 weeks, e.g. in class IV. [1]
eGFR above 0.5 units, P = 0.03.[2][3] Uncited 😀 e\u0301 text. Alpha et al.[2] said so.

## Dosing and administration

Avoid these:

- **Alphamab** 7 mg/kg [1]
  - every 9 weeks [1, 2]
- Betasporin. It lowers the UPCR.[2] rest
1. Wrapped
   item [2-3]

| Drug | Dose |
|---|:-:|
| Alphamab | 7 mg/kg [1] |

```python
x = "evil.[1]"
```
> Quoted text
> goes on.[3]

Benefits
--------
Gammaquine tablets\r\nare harmful.²

**Follow-up questions:**
1. What of class V?
2) Who decides?
"""
FRAGMENTS = [
    "Alphamab 7 mg/kg is given every 9 weeks, e.g. in class IV.",
    "It lowers the UPCR",
    ".",
    "[1]",
    "[2, 3]",
    "[2–3]",
    "[9]",
    "[[2]]",
    "[1],",
    "–[3]",
    "Yes.",
    "References",
    "[statement 2]",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "- ",
    "* ",
    "1. ",
    "2) ",
    "## ",
    "# ",
    "**",
    "_",
    "|",
    "|---|---|\n",
    "```",
    "~~~",
    "> ",
    "0.5",
    "e.g.",
    "et al.",
    "(",
    ")",
    "[",
    "]",
    "…",
    "?",
    "!",
    "²",
    "m²",
    "😀",
    "e\u0301",
    "Sjögren",
    "\ud83d",
    "\ude00",
    "Follow-up questions:",
    "Bottom line",
    "---",
    "===",
    ":",
    "eGFR",
    "a",
    "B",
    "<b>",
    "\u200b",
    "。",
    "【2†s】",
    "&lt;",
    "\\",
    "No. 4",
    "    ",
    "•",
]
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=40).map("".join)


def pieces(text: str, places: list[int]) -> list[str]:
    cuts = sorted({p % (len(text) + 1) for p in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(cuts)]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 11, 64])
@pytest.mark.parametrize("cut", [False, True])
def test_an_answer_reads_the_same_in_pieces_of_any_size(size: int, cut: bool) -> None:
    parts = [ANSWER[i : i + size] for i in range(0, len(ANSWER), size)]
    assert through(parts, believe=True, cut=cut) == through(ANSWER, believe=True, cut=cut)


@pytest.mark.parametrize("end", range(0, len(ANSWER), 7))
def test_every_beginning_reads_the_same_whole_or_letter_by_letter(end: int) -> None:
    text = ANSWER[:end]
    assert through(text, believe=True, cut=True) == through(list(text), believe=True, cut=True)
    assert through(text) == through(list(text))


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 10_000), max_size=30), st.booleans(), st.booleans())
def test_the_cutting_changes_nothing(text: str, places: list[int], cut: bool, believe: bool) -> None:
    whole = through(text, believe=believe, cut=cut)
    assert through(pieces(text, places), believe=believe, cut=cut) == whole
    assert through(list(text), believe=believe, cut=cut) == whole


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_nothing_is_shown_that_no_statement_holds(text: str) -> None:
    own = " ".join(f" {normal(e.text)} {normal(e.plain or '')} " for e in EVIDENCE)
    for sentence in shown(through(text)):
        assert f" {normal(sentence)} " in own


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_every_sentence_shown_names_statements_and_is_shown_once(text: str) -> None:
    items = through(text, believe=True)
    released = [i for i in items if isinstance(i, Released)]
    assert all(i.citations for i in released)
    assert len({normal(i.text) for i in released}) == len(released)
    assert all("[" + str(n) + "]" not in i.text for i in released for n in (1, 2, 3))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_has_left_is_never_taken_back(text: str) -> None:
    one = Gate(EVIDENCE, verifier=QuotationVerifier())
    early: list[Item] = [i for c in text for i in one.feed(c)]
    assert through(text)[: len(early)] == early


def seconds(text: str, size: int) -> float:
    one = Gate(EVIDENCE, verifier=Believer())
    start = time.process_time()
    for i in range(0, len(text), size):
        one.feed(text[i : i + size])
    one.close()
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        ".",
        ". ",
        "[2]",
        "x.[2] ",
        "(",
        "[",
        "[1,",
        "*",
        "* ",
        "-",
        "\n",
        "> ",
        "|",
        "| a |\n",
        "`",
        "A. ",
        "<a ",
        "1. ",
        "abc²",
        ".\n",
        "a:\n",
        "- a:\n",
        "www.",
        "a.b.",
        "you should ",
    ],
)
def test_no_text_is_slow_to_read(unit: str) -> None:
    short, long = unit * (4_000 // len(unit)), unit * (16_000 // len(unit))
    assert seconds(long, 5) < 10 * seconds(short, 5) + 0.2
