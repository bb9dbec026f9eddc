"""Dose and kidney calculators: values in; doses, working, cautions and the statements behind them out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from chat_app.clinic import (
    azathioprine,
    belimumab,
    cyclophosphamide,
    glucocorticoids,
    hydroxychloroquine,
    mycophenolate,
    obinutuzumab,
    renal,
    voclosporin,
)
from chat_app.clinic.dosing import Calculation, Dose
from chat_app.clinic.renal import UPCR_UNITS, Measure
from chat_app.clinic.response import Reading, Response, assess
from chat_app.clinic.schedule import calendar_of
from chat_app.errors import CalculationError, LNConsultError
from chat_app.ui.session import Session

Result = Calculation | Measure | Response


def render(_: Session) -> None:
    st.title("Calculators")
    st.caption("Arithmetic is done by code from the curated statements named below each result.")
    name = st.selectbox("Calculator", list(_CALCULATORS), key="calculator")
    if name is None:
        return
    try:
        result = _CALCULATORS[name]()
    except LNConsultError as refusal:
        st.warning(str(refusal))
        return
    _draw(result)


def _number(label: str, key: str) -> float | None:
    return st.number_input(label, value=None, key=f"calculator-{key}")


def _needed(label: str, key: str) -> float:
    value = _number(label, key)
    if value is None:
        raise CalculationError(f"Enter: {label[0].lower()}{label[1:]}.")
    return value


def _weight() -> float:
    return _needed("Actual body weight (kg)", "weight")


def _age() -> float | None:
    return _number("Age (years)", "age")


def _egfr() -> float | None:
    return _number("eGFR (mL/min/1.73 m²)", "egfr")


def _start() -> date | None:
    chosen = st.date_input("First dose on", value=None, key="calculator-start")
    return chosen if isinstance(chosen, date) else None


def _choice(label: str, options: tuple[Any, ...], key: str) -> Any:
    return st.selectbox(label, options, key=f"calculator-{key}")


def _taken() -> tuple[str, ...]:
    text = st.text_input("Other medicines, parted by commas", key="calculator-taken") or ""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _belimumab() -> Result:
    route = _choice("Route", ("Intravenous", "Subcutaneous"), "route")
    age, start = _age(), _start()
    count = int(st.number_input("Number of doses", 1, 120, belimumab.DEFAULT_COUNT, key="calculator-count"))
    if route == "Intravenous":
        return belimumab.intravenous(_weight(), age, start, count)
    return belimumab.subcutaneous(_number("Actual body weight (kg)", "weight"), age, start, count)


def _obinutuzumab() -> Result:
    return obinutuzumab.infusions(_age(), _start())


def _voclosporin() -> Result:
    liver = _choice("Child-Pugh class", (None, "A", "B", "C"), "liver")
    sbp, dbp = (
        _number("Systolic blood pressure (mmHg)", "sbp"),
        _number("Diastolic blood pressure (mmHg)", "dbp"),
    )
    return voclosporin.starting(_egfr(), _age(), _taken(), liver, sbp, dbp)


def _voclosporin_change() -> Result:
    current = _choice("Present dose, twice daily (mg)", (23.7, 15.8, 7.9), "dose")
    return voclosporin.adjusted(_needed("Baseline eGFR", "baseline"), _needed("eGFR now", "now"), current)


def _mycophenolate() -> Result:
    phase = _choice("Phase", ("initial", "maintenance"), "phase")
    form = _choice("Form", ("mofetil", "sodium"), "form")
    return mycophenolate.twice_daily(
        phase, form, _egfr(), _age(), _number("Neutrophils (10³/µL)", "neutrophils")
    )


def _cyclophosphamide() -> Result:
    regimen = _choice("Regimen", ("Euro-Lupus", "NIH", "Oral"), "regimen")
    age, earlier = _age(), _number("Lifetime exposure so far (g)", "earlier")
    if regimen == "Oral":
        return cyclophosphamide.oral(_weight(), age, earlier_g=earlier)
    start, neutrophils = _start(), _number("Neutrophils on the day (10⁹/L)", "neutrophils")
    if regimen == "NIH":
        area = _needed("Body surface area (m²)", "bsa")
        return cyclophosphamide.nih(area, start, age, _egfr(), neutrophils, earlier)
    return cyclophosphamide.euro_lupus(start, age, _egfr(), neutrophils, earlier)


def _azathioprine() -> Result:
    return azathioprine.daily(_weight(), _age(), _taken())


def _hydroxychloroquine() -> Result:
    return hydroxychloroquine.daily(_weight(), _egfr(), _age())


def _prednisone() -> Result:
    scheme = _choice("Scheme", glucocorticoids.SCHEMES, "scheme")
    return glucocorticoids.taper(scheme, _weight(), _age(), _start())


def _filtration() -> Result:
    unit = _choice("Unit of creatinine", ("mg/dL", "umol/L"), "unit")
    creatinine, age = _needed("Serum creatinine", "creatinine"), _needed("Age (years)", "age")
    return renal.egfr(
        creatinine, age, _choice("Sex", ("female", "male"), "sex"), _number("Height (cm)", "height"), unit
    )


def _upcr() -> Result:
    unit = _choice("Unit", UPCR_UNITS, "upcr-unit")
    return renal.upcr(_needed("Urine protein-creatinine ratio", "upcr"), unit)


def _response() -> Result:
    unit = _choice("Unit of the ratio", UPCR_UNITS, "upcr-unit")
    st.caption("The first date is the baseline at the start of treatment.")
    empty: list[dict[str, Any]] = [{"Date": None, "UPCR": None, "eGFR": None} for _ in range(3)]
    columns = {"Date": st.column_config.DateColumn(), "UPCR": st.column_config.NumberColumn()}
    rows = st.data_editor(empty, num_rows="dynamic", column_config=columns, key="calculator-series")
    readings = [
        Reading(row["Date"], renal.upcr_in_g_per_g(row["UPCR"], unit), row.get("eGFR"))
        for row in rows
        if row.get("Date") and row.get("UPCR") is not None
    ]
    return assess(readings, _age())


_CALCULATORS: dict[str, Callable[[], Result]] = {
    "Belimumab": _belimumab,
    "Obinutuzumab": _obinutuzumab,
    "Voclosporin, starting dose": _voclosporin,
    "Voclosporin, change by eGFR": _voclosporin_change,
    "Mycophenolate": _mycophenolate,
    "Cyclophosphamide": _cyclophosphamide,
    "Azathioprine": _azathioprine,
    "Hydroxychloroquine": _hydroxychloroquine,
    "Glucocorticoids": _prednisone,
    "eGFR": _filtration,
    "Urine protein-creatinine ratio": _upcr,
    "Renal response": _response,
}


def _draw(result: Result) -> None:
    if isinstance(result, Calculation):
        _draw_doses(result)
    elif isinstance(result, Measure):
        st.metric(result.calculator, f"{result.value} {result.unit}")
    else:
        for definition in result.definitions:
            category = definition.category.replace("_", " ")
            st.markdown(f"**{definition.body}: {category}.** {definition.text}")
            st.table(
                [
                    {"Requirement": r.text, "Status": r.status.value.replace("_", " ")}
                    for r in definition.requirements
                ]
            )
    st.write(result.working)
    for caution in result.cautions:
        st.markdown(f"- {caution}")
    if not isinstance(result, Measure) and result.chart:
        st.vega_lite_chart(result.chart)
    sources = [*result.citations, *(result.references if isinstance(result, Measure) else ())]
    st.caption(f"Statements: {', '.join(sources)}")


def _draw_doses(result: Calculation) -> None:
    rows = [_row(dose) for dose in result.doses]
    if not rows:
        st.write("No dose.")
        return
    st.table([{k: v for k, v in row.items() if any(r[k] for r in rows)} for row in rows])
    if any(dose.date for dose in result.doses):
        name = f"{result.drug}.ics"
        st.download_button(
            "Calendar (.ics)", calendar_of(result), name, "text/calendar", key="calculator-ics"
        )


def _row(dose: Dose) -> dict[str, str]:
    week = f"week {dose.week}" if dose.week is not None else ""
    upper = f" to {dose.amount_max:g}" if dose.amount_max is not None else ""
    return {
        "When": dose.date.isoformat() if dose.date else dose.period or week,
        "Dose": f"{dose.amount:g}{upper} {dose.unit}",
        "Route": dose.route,
        "How often": dose.frequency or "",
        "Vials": ", ".join(f"{n} × {size}" for size, n in (dose.vials or {}).items()),
        "Units": f"{dose.billing.code}: {dose.billing.units}" if dose.billing else "",
    }
