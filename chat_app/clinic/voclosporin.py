"""Voclosporin: starting dose by kidney and liver function and interacting drugs, and changes by eGFR.

The rules and their statements: `rules/dosing/voclosporin.yaml`. eGFR in mL/min/1.73 m², pressure in mmHg.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.drugs import generic_names
from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.errors import CalculationError

Liver = Literal["A", "B", "C"]
"""Child-Pugh class."""


def starting(
    egfr: float | None = None,
    age_years: float | None = None,
    taken: Sequence[str] = (),
    child_pugh: Liver | None = None,
    sbp: float | None = None,
    dbp: float | None = None,
) -> Calculation:
    """The labelled starting dose.

    Raises CalculationError where the label gives none: a child, a strong CYP3A4 inhibitor, cyclophosphamide,
    severe liver disease, pressure above the limit, no eGFR, or two reasons to reduce at once, for which the
    corpus holds no rule.
    """
    rules = dosing_rules("voclosporin")
    others = generic_names(taken)
    _refuse(rules, others, child_pugh, sbp, dbp)
    adult_notes = adults_only(rules["age"], age_years)
    if egfr is None:
        raise CalculationError("A baseline eGFR is required before voclosporin: give it.")
    value = checked("egfr", egfr)
    moderate = [d for d in others if d in rules["moderate_inhibitors"]["names"]]
    reductions = [
        name
        for name, applies in (
            ("severe_renal", value < rules["severe_renal"]["below"]),
            ("hepatic", child_pugh in ("A", "B")),
            ("moderate_inhibitors", bool(moderate)),
        )
        if applies
    ]
    if len(reductions) > 1:
        raise CalculationError(
            "More than one reason to reduce voclosporin applies; the corpus holds no rule for them together."
        )
    rule = rules[reductions[0]] if reductions else rules["start"]
    doses, words = _doses(rule)
    reason = {
        "severe_renal": f"baseline eGFR {shown(value)} below {rules['severe_renal']['below']} mL/min/1.73 m²",
        "hepatic": f"Child-Pugh {child_pugh}",
        "moderate_inhibitors": f"moderate CYP3A4 inhibitor ({', '.join(moderate)})",
        "": "full starting dose",
    }[reductions[0] if reductions else ""]
    capsule = rules["capsule"]["mg"]
    capsules = ", ".join(f"{shown(d.amount)} mg = {round(d.amount / capsule)} × {capsule} mg" for d in doses)
    notes = [*rules["cautions"], rules["inducers"]]
    citations = [rule["citations"], rules["capsule"]["citations"]]
    cautions = [*adult_notes]
    if value <= rules["low_egfr"]["at_most"]:
        cautions.append(rules["low_egfr"]["text"])
        citations.append(rules["low_egfr"]["citations"])
    unknown = [d for d in others if d not in _known(rules)]
    if unknown:
        cautions.append(
            f"The corpus does not say how {', '.join(unknown)} acts on voclosporin: check interactions."
        )
    if sbp is None or dbp is None:
        cautions.append("Blood pressure is not told: voclosporin must not be started above 165/105 mmHg.")
    citations.append(rules["blood_pressure"]["citations"])
    texts, sources = notes_of(notes)
    return Calculation(
        drug="voclosporin",
        doses=doses,
        working=f"{words} by mouth ({reason}). Capsules: {capsules}.",
        citations=cited(*citations, sources),
        cautions=(*cautions, *texts),
    )


def adjusted(baseline_egfr: float, current_egfr: float, current_mg: float) -> Calculation:
    """The dose after a new eGFR on treatment; `current_mg` is taken twice daily.

    Raises CalculationError for a dose that is not a whole number of capsules up to the starting dose.
    """
    rules = dosing_rules("voclosporin")
    base, now = checked("egfr", baseline_egfr), checked("egfr", current_egfr)
    reduce, stop, upward = rules["reduce"], rules["stop"], rules["raise"]
    step, full = reduce["step_mg"], rules["start"]["mg"]
    if base <= 0:
        raise CalculationError("The baseline eGFR must be above zero.")
    steps, most = round(current_mg / step), round(full / step)
    if not 1 <= steps <= most or abs(current_mg - steps * step) > 0.01:
        raise CalculationError(f"The present dose is {step}, {2 * step} or {full} mg twice daily.")
    fall = round((base - now) / base * 100, 6)
    change = f"eGFR {shown(base)} → {shown(now)}: {'fall' if fall >= 0 else 'rise'} of {shown(abs(fall))}%"
    low = f"{change}, now below {reduce['below']}"
    if now < stop["below"] and fall >= stop["fall_percent"]:
        recheck = (
            f"Recheck eGFR within {stop['recheck_weeks']} weeks; restarting at {stop['restart_mg']} mg twice "
            f"daily is considered only if eGFR returns to {stop['restart_percent']}% of baseline or more."
        )
        return _result((), f"{low}: stop voclosporin.", stop, [recheck])
    if now < reduce["below"] and fall > reduce["fall_percent"]:
        recheck = (
            f"Recheck eGFR within {reduce['recheck_weeks']} weeks; if it is still more than "
            f"{reduce['fall_percent']}% below baseline, reduce again by {step} mg twice daily."
        )
        lower = tidy((steps - 1) * step)
        if lower == 0:
            return _result((), f"{low}: a step of {step} mg twice daily leaves no dose.", reduce, [recheck])
        working = f"{low}: {shown(current_mg)} − {step} = {shown(lower)} mg twice daily."
        return _result((_twice(lower),), working, reduce, [recheck])
    same = (_twice(tidy(steps * step)),)
    percent = upward["at_least_percent"]
    if steps < most and now >= base * percent / 100:
        working = (
            f"{change}: no reduction. At or above {percent}% of baseline the dose may be raised, after an "
            f"eGFR-driven reduction, by {step} mg to {shown(tidy((steps + 1) * step))} mg twice daily."
        )
        return _result(
            same, working, upward, ["Not above the starting dose; each step needs an eGFR of its own."]
        )
    return _result(same, f"{change}: no change.", reduce, [])


def _result(doses: tuple[Dose, ...], working: str, rule: dict[str, Any], cautions: list[str]) -> Calculation:
    return Calculation(
        drug="voclosporin",
        doses=doses,
        working=working,
        citations=cited(rule["citations"]),
        cautions=tuple(cautions),
    )


def _refuse(
    rules: dict[str, Any],
    others: Sequence[str],
    child_pugh: Liver | None,
    sbp: float | None,
    dbp: float | None,
) -> None:
    for key in ("strong_inhibitors", "ritonavir"):
        strong = [d for d in others if d in rules[key]["names"]]
        if strong:
            raise CalculationError(f"{rules[key]['refusal']} ({', '.join(strong)}).", rules[key]["citations"])
    if "cyclophosphamide" in others:
        raise CalculationError(rules["cyclophosphamide"]["refusal"], rules["cyclophosphamide"]["citations"])
    if child_pugh == "C":
        raise CalculationError(rules["hepatic_severe"]["refusal"], rules["hepatic_severe"]["citations"])
    limits = rules["blood_pressure"]
    if (sbp is not None and sbp > limits["sbp"]) or (dbp is not None and dbp > limits["dbp"]):
        raise CalculationError(limits["refusal"], limits["citations"])


def _known(rules: dict[str, Any]) -> set[str]:
    partners = {"mycophenolate", "prednisone", "prednisolone", "methylprednisolone", "glucocorticoid"}
    return partners | {"hydroxychloroquine"} | set(rules["moderate_inhibitors"]["names"])


def _doses(rule: dict[str, Any]) -> tuple[tuple[Dose, ...], str]:
    if "morning_mg" in rule:
        morning, evening = rule["morning_mg"], rule["evening_mg"]
        doses = tuple(
            Dose(amount=mg, unit="mg", route="oral", frequency=when)
            for mg, when in ((morning, "in the morning"), (evening, "in the evening"))
        )
        return doses, f"{morning} mg in the morning and {evening} mg in the evening"
    return (_twice(rule["mg"]),), f"{rule['mg']} mg twice daily"


def _twice(mg: float) -> Dose:
    return Dose(amount=mg, unit="mg", route="oral", frequency="twice daily")
