"""The codes kept at hand are the library's."""

from __future__ import annotations

import json

from chat_app.clinic.icd10 import NEARBY, CodeSet, nearby_from_library


def test_codes_at_hand_are_those_of_the_library() -> None:
    assert json.loads(NEARBY.read_text(encoding="utf-8")) == nearby_from_library()


def test_other_codes_come_from_the_library() -> None:
    codes = CodeSet()
    assert codes.get_description("M48.062").startswith("Spinal stenosis, lumbar region")
    assert not codes.is_valid_item("Q99.99")
