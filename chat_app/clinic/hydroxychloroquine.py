"""Hydroxychloroquine by actual body weight (rules/dosing/hydroxychloroquine.yaml)."""

from __future__ import annotations

from chat_app.clinic.dosing import Calculation, Dose, cited, dosing_rules, is_adult, notes_of
from chat_app.clinic.quantity import checked, shown, tidy


def daily(weight_kg: float, egfr: float | None = None, age_years: float | None = None) -> Calculation:
    """The highest daily dose by mouth: by actual body weight in kg, capped by the label, reduced at low eGFR.

    eGFR in mL/min/1.73 m². Raises CalculationError for values that cannot be.
    """
    rules = dosing_rules("hydroxychloroquine")
    weight = checked("weight_kg", weight_kg)
    per_kg, cap = rules["dose"]["mg_per_kg"], rules["label"]["high_mg"]
    by_weight = per_kg * weight
    amount = min(by_weight, cap)
    steps = [f"{per_kg} mg/kg × {shown(weight, 2)} kg = {shown(by_weight)} mg a day"]
    if by_weight > cap:
        steps.append(f"not above the labelled {cap} mg")
    citations = [rules["dose"]["citations"], rules["label"]["citations"]]
    texts, sources = notes_of(rules["cautions"])
    cautions = list(texts)
    if egfr is None:
        cautions.insert(0, "eGFR is not told: below 30 mL/min/1.73 m² the dose is reduced by 25% or more.")
        citations.append(rules["renal"]["citations"])
    else:
        value = checked("egfr", egfr)
        if value < rules["renal"]["below"]:
            percent = rules["renal"]["reduce_percent"]
            amount *= 1 - percent / 100
            steps.append(
                f"eGFR {shown(value)} is below {rules['renal']['below']}: reduced by {percent}% or more"
            )
            citations.append(rules["renal"]["citations"])
        if value < rules["retina"]["below"]:
            cautions.insert(0, rules["retina"]["text"])
            citations.append(rules["retina"]["citations"])
    low = rules["label"]["low_mg"]
    if amount < low:
        cautions.insert(
            0, f"Below the labelled {low} to {cap} mg a day of adults: the limit by weight is the lower one."
        )
    if age_years is not None and not is_adult(age_years):
        cautions.insert(0, rules["children"]["text"])
        citations.append(rules["children"]["citations"])
    return Calculation(
        drug="hydroxychloroquine",
        doses=(Dose(amount=tidy(amount), unit="mg", route="oral", frequency="once daily, at most"),),
        working=f"{'; '.join(steps)}: at most {shown(amount)} mg a day by mouth.",
        citations=cited(*citations, sources),
        cautions=tuple(cautions),
    )
