"""What the page draws of an answer: numbers, cards, badges, tones. All of it text, none of it markup."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat_app.answer import Audience, Reference, Review
from chat_app.ui.chart import chart_note
from chat_app.ui.document import document, lead_length, other_words, safe_url
from chat_app.ui.names import day, review_line, short_name
from tests.chat_app.ui.stand_in import prepared


def drawn_sentences(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Sentences of all sections in reading order, those of tables too."""
    found = []
    for section in data["sections"]:
        for row in section.get("rows", [section]):
            found += row["sentences"]
    return found


def test_every_sentence_shows_the_statements_behind_it() -> None:
    answer = prepared("belimumab")
    data = document(answer)
    sentences = data["bottom_line"] + drawn_sentences(data)
    cards = {card["id"]: card for card in data["evidence"]}
    assert len(sentences) == len(answer.sentences())
    for drawn, sentence in zip(sentences, answer.sentences(), strict=True):
        ids = [i for chip in drawn["chips"] for i in chip["ids"]]
        assert sorted(ids) == sorted(sentence.citations)
        for chip in drawn["chips"]:
            assert {cards[i]["number"] for i in chip["ids"]} == {chip["number"]}


def test_a_card_says_what_stands_where_how_graded_and_how_checked() -> None:
    answer = prepared("belimumab")
    cards = {card["id"]: card for card in document(answer)["evidence"]}
    for reference in answer.references:
        for statement in reference.statements:
            card = cards[statement.id]
            assert (card["text"], card["locator"], card["grade"], card["title"], card["url"]) == (
                statement.text,
                statement.locator,
                statement.grade,
                reference.title,
                reference.url,
            )
            assert card["checked"]


def test_a_patient_reads_the_plain_words_of_a_statement() -> None:
    answer = prepared("belimumab")
    provenance = answer.provenance.model_copy(update={"audience": Audience.PATIENT})
    cards = document(answer.model_copy(update={"provenance": provenance}))["evidence"]
    plain = {s.id: s.plain for r in answer.references for s in r.statements}
    assert {card["id"]: card["text"] for card in cards} == plain


def test_statements_of_one_source_share_a_chip() -> None:
    answer = prepared("belimumab")
    two = next(
        s for s in answer.sentences() if len({i.split(".")[0] for i in s.citations}) < len(s.citations)
    )
    drawn = next(s for s in drawn_sentences(document(answer)) if s["text"] == two.text)
    assert [chip["ids"] for chip in drawn["chips"]] == [list(two.citations)]


def test_unchecked_statements_are_marked_and_others_are_not() -> None:
    answer = prepared("belimumab")
    status = {s.id: s.status for r in answer.references for s in r.statements}
    sentences = [s for section in answer.sections for s in section.sentences]
    for sentence, drawn in zip(sentences, drawn_sentences(document(answer)), strict=True):
        assert drawn["unchecked"] == any(status[i] == "unconfirmed" for i in sentence.citations)


def test_positions_name_the_body_and_its_grade() -> None:
    table = next(s for s in document(prepared("belimumab"))["sections"] if s["layout"] == "positions")
    assert [row["body"] for row in table["rows"]] == ["KDIGO 2024", "ACR 2024", "EULAR 2023"]
    assert [row["grade"] for row in table["rows"]] == ["1B", "conditional", "not graded"]


def test_a_body_has_one_row_for_all_that_it_says() -> None:
    answer = prepared("belimumab")
    table = next(s for s in answer.sections if s.layout == "positions")
    twice = table.model_copy(update={"sentences": (*table.sentences, table.sentences[0])})
    sections = tuple(twice if s is table else s for s in answer.sections)
    drawn = document(answer.model_copy(update={"sections": sections}))["sections"]
    rows = next(s for s in drawn if s["layout"] == "positions")["rows"]
    assert (rows[0]["body"], len(rows[0]["sentences"])) == ("KDIGO 2024", 2)


def test_the_bottom_line_carries_the_grade_of_its_recommendation() -> None:
    assert document(prepared("belimumab"))["grade"]["text"] == "1B"


def test_a_withheld_sentence_leaves_its_reason_and_never_its_words() -> None:
    answer = prepared("belimumab")
    assert answer.withheld
    record = answer.withheld[0].model_copy(update={"text": "Words that failed verification."})
    data = document(answer.model_copy(update={"withheld": (record,)}))
    assert "Words that failed" not in json.dumps(data)
    held = [w for section in data["sections"] for w in section["withheld"]] + data["withheld"]
    assert [w["reasons"] for w in held] == [[f.message for f in record.findings]]


def test_the_meta_line_says_review_context_and_writer() -> None:
    values = {m["label"]: m["value"] for m in document(prepared("belimumab"))["meta"]}
    assert values["Review"] == "Not yet reviewed by a clinician"
    assert values["Written by"] == "curated statements, no language model used"
    assert values["Guideline context"] == "24 November 2026"


def test_a_refusal_shows_its_message_and_no_evidence() -> None:
    answer = prepared("refusal")
    data = document(answer)
    assert data["message"] == answer.message
    assert data["disclaimer"] == answer.disclaimer
    assert (data["bottom_line"], data["evidence"], data["references"]) == ([], [], [])


def test_an_emergency_stands_above_every_other_notice() -> None:
    answer = prepared("belimumab")
    notices = (*answer.notices, answer.notices[0].model_copy(update={"kind": "emergency", "text": "Call."}))
    drawn = document(answer.model_copy(update={"notices": notices}))["notices"]
    assert drawn[0]["tone"] == "danger"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Yes: belimumab is indicated.", "Yes:"),
        (
            "Yes, when added to standard therapy. Belimumab is indicated.",
            "Yes, when added to standard therapy.",
        ),
        ("Only if the eGFR is above the limit: start it.", "Only if the eGFR is above the limit:"),
        ("No. It is not.", "No."),
        ("Not settled: bodies differ.", "Not settled:"),
        ("Yes " + "and so on " * 20 + ".", "Yes"),
        ("Nothing here opens with a verdict.", ""),
        ("KDIGO 2024 recommends four regimens.", ""),
    ],
)
def test_the_verdict_at_the_head_of_a_bottom_line(text: str, lead: str) -> None:
    assert text[: lead_length(text)] == lead


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://kdigo.org/guidelines/lupus-nephritis/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert (safe_url(url) == url and url is not None) is safe


def reference(type_: str, title: str, organisation: str, year: int | None) -> Reference:
    return Reference(
        number=1,
        source="s",
        type=type_,
        title=title,
        organisation=organisation,
        year=year,
        citation=None,
        url=None,
        superseded_by=None,
        statements=(),
    )


@pytest.mark.parametrize(
    ("type_", "title", "organisation", "year", "name"),
    [
        ("guideline", "KDIGO 2024 Clinical Practice Guideline", "KDIGO", 2024, "KDIGO 2024"),
        ("guideline", "2024 ACR Guideline", "American College of Rheumatology", 2025, "ACR 2024"),
        ("guideline", "Recommendations: 2023 update", "EULAR (Somebody A, et al.)", 2024, "EULAR 2023"),
        ("label", "BENLYSTA (belimumab) US prescribing information", "Maker", 2025, "BENLYSTA label 2025"),
        ("trial", "Trial of Belimumab in Lupus Nephritis (BLISS-LN)", "Furie R", 2020, "BLISS-LN 2020"),
        ("trial", "A trial in systemic lupus (SLE)", "Author A", 2011, "Author A 2011"),
        ("cohort", "A cohort of some patients", "Author B", None, "Author B"),
    ],
)
def test_short_names_are_those_that_clinicians_use(
    type_: str, title: str, organisation: str, year: int | None, name: str
) -> None:
    assert short_name(reference(type_, title, organisation, year)) == name


def test_dates_and_review_states_in_words() -> None:
    assert day("2026-11-22") == "22 November 2026"
    assert day("soon") == "soon"
    approved = Review(status="approved", reviewer="Reviewer One", updated="2026-11-23")
    assert review_line(approved) == "Approved by Reviewer One, 23 November 2026"


def test_a_question_read_as_typed_is_not_repeated() -> None:
    assert other_words("What  now?", "what now?") is None
    assert other_words("And SC?", "What is the subcutaneous dose?") == "What is the subcutaneous dose?"


def test_the_chart_note_is_plain_text_with_references_and_disclaimer() -> None:
    answer = prepared("belimumab")
    note = chart_note(answer)
    for sentence in answer.sentences():
        assert sentence.text in note
    for r in answer.references:
        assert f"{r.number}. {r.title}" in note
    assert answer.disclaimer in note
    assert "Not yet reviewed" in note
