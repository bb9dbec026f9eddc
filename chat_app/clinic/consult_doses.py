"""Dose calculations for a question that tells the facts they need, with sentences for the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chat_app.clinic import (
    azathioprine,
    belimumab,
    cyclophosphamide,
    glucocorticoids,
    hydroxychloroquine,
    mycophenolate,
    obinutuzumab,
    voclosporin,
)
from chat_app.clinic.case_told import others_named
from chat_app.clinic.dosing import Calculation, dosing_rules
from chat_app.clinic.quantity import shown, tidy
from chat_app.clinic.request import vials_in
from chat_app.clinic.sentences import ComputedSentence
from chat_app.question.patient import PatientFacts

_SUBCUTANEOUS = re.compile(
    r"\b(?:subcutaneous(?:ly)?|s\.?c\.?|sub-?q|autoinjector|auto-injector|pen|syringe)\b", re.I
)
_SODIUM = re.compile(r"\b(?:myfortic|enteric|mycophenolate sodium|mycophenolic acid sodium|ec-mps)\b", re.I)
_EURO_LUPUS = re.compile(r"\beuro[- ]?lupus\b|\blow[- ]dose\b|\breduced[- ]dose\b", re.I)
_HIGH_DOSE = re.compile(r"\bNIH\b|\bhigh[- ]dose\b|\boral\b", re.I)
_MAINTENANCE = re.compile(r"\bmaintenance\b", re.I)
_FALLING = re.compile(
    r"\b(?:fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin\w+|decreas\w+)\b"
    r"|\b(?:went (?:down|from)|down (?:to|from|by))\b"
    r"|→|->",
    re.I,
)
"""A course of values under treatment: what is asked is another dose, not the starting one."""


@dataclass(frozen=True, slots=True)
class Dosed:
    calculation: Calculation
    sentences: tuple[ComputedSentence, ...]


def _belimumab(text: str, facts: PatientFacts) -> Dosed | None:
    if _SUBCUTANEOUS.search(text):
        if facts.age_years is None:
            belimumab.refuse_children(facts.child)
            return None
        result = belimumab.subcutaneous(facts.weight_kg, facts.age_years)
        said = re.sub(r" \(.*?\)", "", _lower(result.working))
        words = f"For an adult with lupus nephritis, subcutaneous belimumab is {said}"
        citations = ("label-benlysta.sc-dose-ln-adult",)
        return Dosed(result, (ComputedSentence(words, citations, True, (facts.age_years,)),))
    if facts.weight_kg is None:
        return None
    result = belimumab.intravenous(facts.weight_kg, facts.age_years)
    rules = dosing_rules("belimumab")["intravenous"]
    dose = result.doses[0]
    weight = facts.weight_kg
    sentences = [
        ComputedSentence(
            f"At {shown(weight, 2)} kg the intravenous belimumab dose is {rules['dose']['mg_per_kg']} mg/kg "
            f"× {shown(weight, 2)} kg = {shown(dose.amount)} mg, at weeks 0, 2 and 4 and every 4 weeks "
            "thereafter.",
            tuple(rules["dose"]["citations"][:1]),
            True,
            (weight, float(dose.amount)),
        ),
        _vial_sentence(result),
        *vials_asked(text, "belimumab", weight),
    ]
    return Dosed(result, tuple(sentences))


def _vial_sentence(result: Calculation) -> ComputedSentence:
    dose = result.doses[0]
    vials, billing = dose.vials or {}, dose.billing
    assert billing is not None  # noqa: S101  an intravenous dose is billed
    held = sum(int(size.split()[0]) * n for size, n in vials.items())
    chosen = " and ".join(f"{n} × {size}" for size, n in vials.items())
    rest = tidy(held - dose.amount)
    waste = f"{shown(rest)} mg is discarded ({billing.modifier})" if rest else "nothing is discarded (JZ)"
    return ComputedSentence(
        f"The vials with the least waste are {chosen} ({shown(held)} mg): "
        f"{waste}; {billing.code} bills {billing.units} units.",
        ("label-benlysta.presentations", "hcpcs-level-ii.j0490", "hcpcs-level-ii.jw-jz"),
        True,
        (float(held), float(rest), float(billing.units), *map(float, vials.values())),
    )


def vials_asked(text: str, drug: str, weight_kg: float | None) -> Iterable[ComputedSentence]:
    """What the vials named in a question amount to, against the labelled dose."""
    if drug != "belimumab":
        return
    rules = dosing_rules("belimumab")["intravenous"]
    vials: Mapping[int, int] | None = vials_in(text, tuple(rules["vials"]["mg"]))
    if not vials:
        return
    total, per_kg = sum(size * n for size, n in vials.items()), rules["dose"]["mg_per_kg"]
    named = " and ".join(f"{n} × {size} mg" for size, n in sorted(vials.items()))
    citations = ("label-benlysta.presentations", "label-benlysta.iv-dose")
    values = (float(total), *map(float, vials.values()))
    if weight_kg is None:
        weight = tidy(total / per_kg)
        yield ComputedSentence(
            f"{named} of belimumab hold {shown(total)} mg, which is "
            f"{per_kg} mg/kg at a body weight of {shown(weight)} kg.",
            citations,
            True,
            (*values, float(weight)),
        )
        return
    needed = tidy(per_kg * weight_kg)
    verdict = "covers" if total >= needed else "falls short of"
    yield ComputedSentence(
        f"{named} of belimumab hold {shown(total)} mg, which {verdict} "
        f"the {shown(needed)} mg of {per_kg} mg/kg at {shown(weight_kg, 2)} kg.",
        citations,
        True,
        (*values, float(needed), weight_kg),
    )


def _hydroxychloroquine(text: str, facts: PatientFacts) -> Dosed | None:
    if facts.weight_kg is None:
        return None
    result = hydroxychloroquine.daily(facts.weight_kg, facts.egfr, facts.age_years)
    rules = dosing_rules("hydroxychloroquine")
    low = facts.egfr is not None and facts.egfr < rules["renal"]["below"]
    capped = rules["dose"]["mg_per_kg"] * facts.weight_kg > rules["label"]["high_mg"]
    citations = ["hcq-joint-2021.dose"]
    citations += ["label-plaquenil.dose"] if capped else []
    citations += ["kdigo-ln-2024.hcq.egfr"] if low else []
    by_weight = tidy(rules["dose"]["mg_per_kg"] * facts.weight_kg)
    words = f"Hydroxychloroquine: {_lower(result.working)}"
    values = (facts.weight_kg, float(by_weight), float(result.doses[0].amount), *_given(facts.egfr))
    return Dosed(result, (ComputedSentence(words, tuple(citations), True, values),))


def _voclosporin(text: str, facts: PatientFacts) -> Dosed | None:
    if facts.egfr is None or facts.dialysis or _FALLING.search(text):
        return None
    taken = (*(facts.therapies or ()), *others_named(text, "voclosporin"))
    result = voclosporin.starting(facts.egfr, facts.age_years, taken, None, facts.sbp, facts.dbp)
    low = dosing_rules("voclosporin")["low_egfr"]
    dose = result.working.split(" by mouth")[0]
    reason = result.working.split("(", 1)[1].split("). Capsules")[0]
    if facts.egfr > low["at_most"]:
        words = (
            ComputedSentence(
                f"Voclosporin: {dose} by mouth ({reason}).", result.citations[:2], True, (facts.egfr,)
            ),
        )
        return Dosed(result, words)
    return Dosed(
        result,
        (
            ComputedSentence(
                f"Voclosporin: {_lower(low['text'])}", tuple(low["citations"]), True, (facts.egfr,)
            ),
            ComputedSentence(
                f"Where benefit exceeds risk, the voclosporin starting dose is {dose} ({reason}).",
                result.citations[:2],
                True,
                (facts.egfr,),
            ),
        ),
    )


def _mycophenolate(text: str, facts: PatientFacts) -> Dosed | None:
    if facts.egfr is None and facts.age_years is None:
        return None
    phase: mycophenolate.Phase = "maintenance" if _MAINTENANCE.search(text) else "initial"
    form: mycophenolate.Form = "sodium" if _SODIUM.search(text) else "mofetil"
    result = mycophenolate.twice_daily(phase, form, facts.egfr, facts.age_years)
    dose = result.doses[0]
    values = (float(dose.amount), *_given(dose.amount_max, facts.egfr, 1500, 1000))
    return Dosed(result, (ComputedSentence(result.working, result.citations[:2], True, values),))


def _azathioprine(text: str, facts: PatientFacts) -> Dosed | None:
    if facts.weight_kg is None:
        return None
    taken = (*(facts.therapies or ()), *others_named(text, "azathioprine"))
    result = azathioprine.daily(facts.weight_kg, facts.age_years, taken)
    low, high = dosing_rules("azathioprine")["dose"]["mg_per_kg"]
    dose = result.doses[0]
    values = (
        facts.weight_kg,
        float(tidy(low * facts.weight_kg)),
        float(tidy(high * facts.weight_kg)),
        float(dose.amount),
        *_given(dose.amount_max),
    )
    return Dosed(
        result, (ComputedSentence(f"Azathioprine: {result.working}", result.citations[:2], True, values),)
    )


def _prednisone(text: str, facts: PatientFacts) -> Dosed | None:
    if facts.weight_kg is None:
        return None
    schemes = _schemes(text)
    results = [glucocorticoids.taper(scheme, facts.weight_kg, facts.age_years) for scheme in schemes]
    sentences = [
        _steroid_sentence(scheme, result, facts.weight_kg)
        for scheme, result in zip(schemes, results, strict=True)
    ]
    return Dosed(results[0], tuple(sentences))


def _schemes(text: str) -> tuple[glucocorticoids.Scheme, ...]:
    lowered = text.casefold()
    named = tuple(
        s for s in glucocorticoids.SCHEMES if s.removeprefix("kdigo-") in re.findall(r"[a-z]+", lowered)
    )
    return named or ("kdigo-reduced", "acr")


def _steroid_sentence(scheme: glucocorticoids.Scheme, result: Calculation, weight: float) -> ComputedSentence:
    first = result.doses[0]
    values = (weight, float(first.amount), *_given(first.amount_max))
    if scheme == "acr":
        by_weight = tidy(0.5 * weight)
        text = (
            f"At {shown(weight, 2)} kg the ACR ceiling of oral prednisone is {shown(first.amount)} mg a day, "
            "tapered to 5 mg a day or less by 6 months."
        )
        return ComputedSentence(
            text, ("acr-ln-2024.glucocorticoid-regimen",), True, (*values, float(by_weight))
        )
    upper = f" to {shown(first.amount_max)}" if first.amount_max is not None else ""
    text = (
        f"At {shown(weight, 2)} kg the KDIGO {scheme.removeprefix('kdigo-')}-dose scheme starts "
        f"with prednisone {shown(first.amount)}{upper} mg a day in weeks 0-2."
    )
    return ComputedSentence(text, result.citations[:1], True, values)


def _given(*values: float | None) -> tuple[float, ...]:
    return tuple(float(v) for v in values if v is not None)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _cyclophosphamide(text: str, facts: PatientFacts) -> Dosed | None:
    if not _EURO_LUPUS.search(text) or _HIGH_DOSE.search(text):
        return None
    result = cyclophosphamide.euro_lupus(None, facts.age_years, facts.egfr)
    rule = dosing_rules("cyclophosphamide")["euro_lupus"]
    words = (
        f"Euro-Lupus cyclophosphamide is a fixed dose: {rule['mg']} mg intravenously every "
        f"{rule['every_weeks']} weeks for {rule['doses']} doses, {rule['total_g']} g in total."
    )
    return Dosed(result, (ComputedSentence(words, tuple(rule["citations"]), True, ()),))


def _obinutuzumab(text: str, facts: PatientFacts) -> Dosed | None:
    result = obinutuzumab.infusions(facts.age_years)
    rules = dosing_rules("obinutuzumab")
    weeks = rules["weeks"]["weeks"]
    words = (
        f"Obinutuzumab is {shown(rules['dose']['mg'])} mg intravenously: the first dose, then weeks "
        f"{weeks[1]}, {weeks[2]} and {weeks[3]}, then every {rules['interval']['months']} months."
    )
    citations = (*rules["dose"]["citations"], *rules["weeks"]["citations"])
    return Dosed(result, (ComputedSentence(words, citations, True, ()),))


CALCULATORS: Mapping[str, Callable[[str, PatientFacts], Dosed | None]] = {
    "belimumab": _belimumab,
    "cyclophosphamide": _cyclophosphamide,
    "hydroxychloroquine": _hydroxychloroquine,
    "obinutuzumab": _obinutuzumab,
    "voclosporin": _voclosporin,
    "mycophenolate": _mycophenolate,
    "azathioprine": _azathioprine,
    "prednisone": _prednisone,
}
