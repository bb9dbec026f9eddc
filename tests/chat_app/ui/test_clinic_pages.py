"""The worksheet and the calculators as pages: they draw what the clinic package returns."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def worksheet_page() -> None:
    from chat_app.ui.pages.worksheet import render

    render(None)  # type: ignore[arg-type]


def calculators_page() -> None:
    from chat_app.ui.pages.calculators import render

    render(None)  # type: ignore[arg-type]


def texts(page: AppTest) -> str:
    return " ".join(
        str(e.value)
        for kind in ("subheader", "markdown", "caption", "warning", "error")
        for e in page.get(kind)
    )


@pytest.mark.slow
def test_the_worksheet_follows_the_facts() -> None:
    page = AppTest.from_function(worksheet_page, default_timeout=60).run()
    assert not page.exception
    page.selectbox(key="worksheet-drug").select("voclosporin").run()
    assert "Supported if" in texts(page)
    page.number_input(key="worksheet-egfr").set_value(38.0).run()
    assert not page.exception
    assert "Not supported" in texts(page)
    page.text_input(key="worksheet-icd10").input("lupus").run()
    assert "is not an ICD-10-CM code" in texts(page)


@pytest.mark.slow
def test_every_calculator_asks_for_what_it_needs_and_draws() -> None:
    page = AppTest.from_function(calculators_page, default_timeout=60).run()
    for name in page.selectbox(key="calculator").options:
        page.selectbox(key="calculator").select(name).run()
        assert not page.exception, name
        assert texts(page)
    page.selectbox(key="calculator").select("Belimumab").run()
    page.number_input(key="calculator-weight").set_value(72.0).run()
    assert "10 mg/kg × 72 kg = 720 mg" in texts(page)
