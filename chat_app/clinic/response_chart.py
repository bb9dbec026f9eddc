"""The picture of a course of treatment: UPCR and eGFR against the targets, as a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol


class _Reading(Protocol):
    @property
    def on(self) -> date: ...
    @property
    def upcr(self) -> float: ...
    @property
    def egfr(self) -> float | None: ...


def trajectory(readings: Sequence[_Reading], rules: dict[str, Any]) -> dict[str, Any]:
    """UPCR with the lines of complete response and of half the baseline, and eGFR below it."""
    values = [{"date": r.on.isoformat(), "upcr": r.upcr, "egfr": r.egfr} for r in readings]
    complete, partial = rules["kdigo_complete"]["upcr_below"], rules["kdigo_partial"]["upcr_fall_percent"]
    targets = [
        {"upcr": complete, "target": f"Complete response: below {complete} g/g"},
        {"upcr": readings[0].upcr * (1 - partial / 100), "target": f"{partial}% below baseline"},
    ]
    x = {"field": "date", "type": "temporal", "title": "Date"}
    upcr = {"field": "upcr", "type": "quantitative", "title": "UPCR, g/g"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": "UPCR and eGFR by date, with the targets of response",
        "vconcat": [
            {
                "layer": [
                    {
                        "data": {"values": values},
                        "mark": {"type": "line", "point": True},
                        "encoding": {"x": x, "y": upcr},
                    },
                    {
                        "data": {"values": targets},
                        "mark": {"type": "rule", "strokeDash": [4, 4]},
                        "encoding": {
                            "y": {"field": "upcr", "type": "quantitative"},
                            "color": {"field": "target", "type": "nominal", "title": "Target"},
                        },
                    },
                ]
            },
            {
                "data": {"values": [v for v in values if v["egfr"] is not None]},
                "mark": {"type": "line", "point": True},
                "encoding": {
                    "x": x,
                    "y": {"field": "egfr", "type": "quantitative", "title": "eGFR, mL/min/1.73 m²"},
                },
            },
        ],
    }
