from __future__ import annotations

import pytest

from guardrails import titles
from guardrails.titles import TitleKind

KNOWN = titles.words_of(["Belimumab lowers C3 in KDIGO 2024 for BLISS-LN, e.g. M32.14, 10 mg every 4 weeks."])


@pytest.mark.parametrize(
    "heading",
    [
        "Dosing and administration",
        "3. Safety & monitoring:",
        "**Pregnancy**",
        "Guideline position",
        "Belimumab: evidence from BLISS-LN",
        "KDIGO 2024",
        "Class III/IV ± V",
        "C3 and M32.14",
        "What KDIGO recommends",
        "Practicalities",
        "When to stop",
        "How to taper belimumab",
        "Who should receive belimumab?",
        "Benefits [2]",
    ],
)
def test_a_title_that_names_its_subject_stays(heading: str) -> None:
    title = titles.title(heading, KNOWN)
    assert title.plain
    assert title.text in heading


@pytest.mark.parametrize(
    ("heading", "instead"),
    [
        ("Belimumab is safe in pregnancy", "Pregnancy and fertility"),
        ("Belimumab 10 mg every 4 weeks", "Dosing and administration"),
        ("When belimumab stops it cures", "Further details"),
        ("Is 5 g of belimumab safe?", "Dosing and administration"),
        ("Belimumab should be avoided", "Further details"),
        ("KDIGO 2021", "Guideline recommendation"),
        ("Zetamab wins hands down", "Further details"),
        ("Double belimumab", "Further details"),
        ("Belimumab " * 20, "Further details"),
    ],
)
def test_a_title_that_says_more_gets_a_neutral_one(heading: str, instead: str) -> None:
    title = titles.title(heading, KNOWN)
    assert not title.plain
    assert title.text == instead


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Bottom line", TitleKind.BOTTOM_LINE),
        ("**TL;DR**", TitleKind.BOTTOM_LINE),
        ("References:", TitleKind.REFERENCES),
        ("4. Sources", TitleKind.REFERENCES),
        ("Disclaimer", TitleKind.DISCLAIMER),
        ("Follow-up questions", TitleKind.FOLLOW_UPS),
        ("Suggested follow-ups", TitleKind.FOLLOW_UPS),
        ("Related questions you might explore", TitleKind.FOLLOW_UPS),
        ("What else can you ask?", TitleKind.FOLLOW_UPS),
        ("Follow-up", TitleKind.SECTION),
        ("Follow-up and monitoring", TitleKind.SECTION),
        ("Open questions", TitleKind.SECTION),
        ("Sources of error", TitleKind.SECTION),
    ],
)
def test_special_titles_are_told_apart(heading: str, kind: TitleKind) -> None:
    assert titles.special(heading) is kind


@pytest.mark.parametrize(
    ("lead", "frames"),
    [
        ("Key points:", True),
        ("Dosing", True),
        ("Contraindications", False),
        ("Belimumab", False),
        ("Avoid", False),
        ("Risks", False),
    ],
)
def test_a_lead_in_that_gives_meaning_is_no_mere_frame(lead: str, frames: bool) -> None:
    assert titles.only_frames(titles.bare(lead)) is frames
