"""A determination or a dose calculation that came with an answer, as titled tables of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chat_app.ui.names import short_day

Json = dict[str, Any]
Chips = Callable[[Iterable[str]], list[Json]]

DETERMINATIONS = {
    "supported": "Supported.",
    "supported_if": "Supported if the open conditions below are met.",
    "not_supported": "Not supported.",
    "cannot_determine": "Cannot be determined from what is documented.",
}
STATUS = {"met": "Met", "not_met": "Not met", "unknown": "Not documented"}
ROUTES = {"iv": "intravenous", "sc": "subcutaneous", "po": "by mouth"}


def worksheet(data: Mapping[str, Any] | None, chips: Chips) -> Json | None:
    """What the page draws of a worksheet; None where there is none. `chips` finds an answer's citations."""
    if not data:
        return None
    if "determination" in data:
        return _determination(data, chips)
    if "doses" in data:
        return _doses(data, chips)
    return None


def _determination(data: Mapping[str, Any], chips: Chips) -> Json:
    criteria = [
        [
            {"text": c["text"], "chips": chips(c.get("citations", ()))},
            {"text": STATUS.get(c["status"], c["status"]), "tone": c["status"]},
        ]
        for c in data.get("criteria", ())
    ]
    codes = [
        [{"text": c["code"]}, {"text": c["title"]}, {"text": " ".join(c.get("notes", ()))}]
        for c in data.get("codes", ())
    ]
    tables = [
        {"caption": "Criteria", "columns": ["Criterion", "Status"], "rows": criteria},
        {"caption": "Codes", "columns": ["Code", "Title", "Notes"], "rows": codes},
    ]
    missing = tuple(data.get("missing", ()))
    return {
        "title": "Determination",
        "verdict": DETERMINATIONS.get(data["determination"], data["determination"]),
        "counts": _counts(data.get("criteria", ())),
        "more": "Show criteria and codes",
        "tables": [t for t in tables if t["rows"]],
        "lines": [],
        "list": {"caption": "Not documented here", "items": list(missing)} if missing else None,
    }


def _counts(criteria: Iterable[Mapping[str, Any]]) -> str:
    """How many criteria are met, not met and not documented."""
    found = Counter(c["status"] for c in criteria)
    parts = [f"{found[status]} {word.lower()}" for status, word in STATUS.items() if found[status]]
    return f"Of {found.total()} criteria: {', '.join(parts)}." if parts else ""


def _doses(data: Mapping[str, Any], chips: Chips) -> Json:
    drawn = [_dose(dose) for dose in data["doses"]]
    columns = [name for name in drawn[0] if any(row.get(name) for row in drawn)] if drawn else []
    caption = "Schedule"
    routes = {row.get("Route") for row in drawn}
    if len(routes) == 1 and "Route" in columns:  # said once: the table fits a phone
        columns.remove("Route")
        caption = f"Schedule, {routes.pop()}"
    rows = [[{"text": row.get(name) or "–"} for name in columns] for row in drawn]
    cautions = [{"text": text, "tone": "caution"} for text in data.get("cautions", ())]
    working = {"text": data["working"], "chips": chips(data.get("citations", ()))}
    return {
        "title": f"Doses of {data['drug']}",
        "verdict": None,
        "counts": "",
        "more": None,
        "list": None,
        "tables": [{"caption": caption, "columns": columns, "rows": rows}] if rows else [],
        "lines": [working, *cautions],
    }


def _dose(dose: Mapping[str, Any]) -> dict[str, str]:
    """A dose by column; a column that no dose fills is left out."""
    amount = f"{dose['amount']:g}"
    if dose.get("amount_max") is not None:
        amount += f" to {dose['amount_max']:g}"
    when = short_day(str(dose["date"])) if dose.get("date") else ""
    if not when and dose.get("week") is not None:
        when = f"Week {dose['week']}"
    vials = ", ".join(f"{count} × {size}" for size, count in (dose.get("vials") or {}).items() if count)
    return {
        "When": when or str(dose.get("period") or ""),
        "Dose": f"{amount} {dose['unit']}",
        "Route": ROUTES.get(dose.get("route", ""), dose.get("route", "")),
        "How often": str(dose.get("frequency") or ""),
        "Vials": vials,
        "Billing": _billing(dose.get("billing")),
    }


def _billing(billing: Mapping[str, Any] | None) -> str:
    if not billing:
        return ""
    text = f"{billing['code']}, {billing['units']} units"
    if billing.get("wasted_units"):
        text += f" and {billing['wasted_units']} wasted"
    return text + (f" ({billing['modifier']})" if billing.get("modifier") else "")
