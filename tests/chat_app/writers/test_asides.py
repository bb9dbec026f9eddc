"""What a model says aside is lifted out, however its text was cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.writers.asides import Asides

TEXT = (
    "<think>\nFirst I look.\n## Not covered\n</think>\n\nYes, it is.[1]\n\n"
    "## Dosing\n\n**Note** well.[2]\n# 1\n"
    "## Not covered\n\n- fertility in men\n* cost\n\n## Follow-up questions\n\n- How long?"
)
ANSWER = "\n\nYes, it is.[1]\n\n## Dosing\n\n**Note** well.[2]\n# 1\n## Follow-up questions\n\n- How long?"


@given(st.lists(st.integers(0, len(TEXT))))
def test_any_cutting_gives_the_same_answer(cuts: list[int]) -> None:
    asides = Asides()
    places = [0, *sorted(cuts), len(TEXT)]
    answer = "".join(asides.feed(TEXT[a:b]) for a, b in pairwise(places))
    assert answer + asides.close() == ANSWER
    assert asides.not_covered == ["fertility in men", "cost"]


@given(st.text(alphabet="ab#* \n-<Notcvred:", max_size=60), st.integers(1, 7))
def test_text_without_asides_passes_whole_but_for_blanks_before_it(text: str, size: int) -> None:
    asides = Asides()
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    passed = "".join(asides.feed(p) for p in pieces) + asides.close()
    if not asides.not_covered and "not covered" not in text.casefold():
        assert passed == text.lstrip()


@pytest.mark.parametrize(
    "heading", ["## Not covered", "**Not covered**", "# NOT COVERED:", "### **Not covered:**"]
)
def test_the_block_is_known_by_its_heading(heading: str) -> None:
    asides = Asides()
    assert asides.feed(f"Yes.[1]\n\n{heading}\n- cost\n") + asides.close() == "Yes.[1]\n\n"
    assert asides.not_covered == ["cost"]


def test_a_sentence_is_not_held_back_for_what_it_is_not() -> None:
    asides = Asides()
    assert asides.feed("Belimumab is") == "Belimumab is"
    assert asides.feed(" given.[1]") == " given.[1]"
    assert asides.feed("\n\n**Dose") == "\n\n**Dose"


def test_thoughts_without_end_are_no_answer() -> None:
    asides = Asides()
    assert asides.feed("<think>" + "on and on " * 100) + asides.close() == ""
