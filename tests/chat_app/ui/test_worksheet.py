"""Worksheets on the page: a determination and a dose schedule as their modules make them."""

from __future__ import annotations

from datetime import date

from chat_app.clinic.determine import determine
from chat_app.question.patient import PatientFacts
from chat_app.ui.worksheet import DETERMINATIONS, worksheet


def no_chips(ids: object) -> list[dict[str, object]]:
    return []


def test_a_determination_shows_every_criterion_with_its_status() -> None:
    made = determine("belimumab", "M32.14", "J0490", PatientFacts(age_years=34))
    drawn = worksheet(made.model_dump(mode="json"), no_chips)
    assert drawn is not None
    assert drawn["verdict"] == DETERMINATIONS[made.determination]
    criteria = next(t for t in drawn["tables"] if t["caption"] == "Criteria")
    assert [row[0]["text"] for row in criteria["rows"]] == [c.text for c in made.criteria]
    assert [row[1]["tone"] for row in criteria["rows"]] == [c.status.value for c in made.criteria]
    assert drawn["counts"].startswith(f"Of {len(made.criteria)} criteria: ")
    assert drawn["list"]["items"] == list(made.missing)
    codes = next(t for t in drawn["tables"] if t["caption"] == "Codes")
    assert [row[0]["text"] for row in codes["rows"]] == [c.code for c in made.codes]


def test_doses_show_date_amount_vials_and_billing_and_drop_empty_columns() -> None:
    dose = {
        "date": str(date(2026, 12, 1)),
        "week": 0,
        "amount": 720.0,
        "amount_max": None,
        "unit": "mg",
        "route": "iv",
        "frequency": None,
        "vials": {"120 mg": 3, "400 mg": 1},
        "billing": {"code": "J0490", "units": 72, "wasted_units": 4, "modifier": None},
    }
    data = {"drug": "belimumab", "doses": [dose], "working": "72 kg × 10 mg/kg", "cautions": ["Check."]}
    drawn = worksheet(data, no_chips)
    assert drawn is not None
    [table] = drawn["tables"]
    assert table["caption"] == "Schedule, intravenous"
    assert table["columns"] == ["When", "Dose", "Vials", "Billing"]
    assert [c["text"] for c in table["rows"][0]] == [
        "1 Dec 2026",
        "720 mg",
        "3 × 120 mg, 1 × 400 mg",
        "J0490, 72 units and 4 wasted",
    ]
    assert [(line["text"], line.get("tone")) for line in drawn["lines"]] == [
        ("72 kg × 10 mg/kg", None),
        ("Check.", "caution"),
    ]


def test_what_is_not_a_worksheet_is_not_drawn() -> None:
    assert worksheet(None, no_chips) is None
    assert worksheet({}, no_chips) is None
    assert worksheet({"other": 1}, no_chips) is None
