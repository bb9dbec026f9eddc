from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.sentences import split


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


ONE = [
    "The UPCR exceeds 0.5 g/g in class V.",
    "Some drugs, e.g. alphamab, i.e. an antibody, are given.",
    "Some drugs, e.g. Alphamab, are given.",
    "Alphamab vs. Betasporin was studied.",
    "Dr. Beta and Prof. Gamma agree (see Fig. 3 and No. 4, p. 12, ref. 7).",
    "Alpha et al. reported it.",
    "The dose is approx. 3 units q.4 wk. in adults.",
    "Recommendation 10.2.3.1.1 says so.",
    "J. A. Alpha described P. invented in mice.",
    "Wait … then go on.",
    "Wait... then go on.",
    "It fell; it rose again: by 0.03 units; P = 0.03.",
    "The dose (see Table 2. It is long.) stands there.",
    "It is given b.i.d. or p.o. in the U.S. market.",
    "Version 2.1 of e.g. the label (M32.14) holds.",
    "An e.g.[1] B is one sentence.",
    "Alpha et al. [2] showed it.",
    "No stop at the end",
]
TWO = [
    ("P = 0.03.", "Next it fell."),
    ("It is used in class V.", "Doses differ."),
    ("It covers class IV or V.", "Doses differ."),
    ("Vaccinate against hepatitis B.", "Then start."),
    ("It holds.[2][5]", "Next it fell."),
    ("It holds [2].", "Next it fell."),
    ("It holds. [2, 5]", "Next it fell."),
    ("It holds.[2] [5]", "Next it fell."),
    ("It holds.[[2]]", "Next it fell."),
    ("It holds. [statement 2]", "Next it fell."),
    ("It holds.²", "Next it fell."),
    ("It holds.【2†source】", "Next it fell."),
    ("It holds.[2]", "and it fell."),
    ("**It holds.**[1]", "*Next* it fell."),
    ("**It holds.[1]**", "Next it fell."),
    ("It holds.", "eGFR fell."),
    ("It holds.", "mTOR fell."),
    ("It holds.", "10 mg is given."),
    ('He said "stop."', "Then it fell."),
    ("Does it hold?", "Yes."),
    ("It holds!", "Yes."),
    ("The floor is 1.73 m².", "Above it, go on."),
    ("It is seen, etc.", "Next it fell."),
    ("Recommendation 10.2.3.1.1.", "Next it fell."),
    ("Alpha et al.[2]", "Next it fell."),
    ("持续。", "下一个。"),
    ("It fell by 95% [95% CI 0.3 to 0.9].", "Next it rose."),
    ("Wait…", "Next it rose."),
]


@pytest.mark.parametrize("text", ONE)
def test_a_sentence_goes_on_after_a_stop_that_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(("first", "second"), TWO)
def test_a_sentence_ends_with_the_markers_behind_its_stop(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_blank_line_ends_a_sentence_without_a_stop() -> None:
    assert sentences("It holds\n\nIt fell") == ["It holds", "It fell"]


@given(st.text(alphabet=st.sampled_from("aB1 .?!…()[]2\n\"'éß²。"), max_size=80))
def test_nothing_but_blanks_is_lost(text: str) -> None:
    spans = split(text)
    kept = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]
    assert all(a.end <= b.start for a, b in pairwise(spans))
