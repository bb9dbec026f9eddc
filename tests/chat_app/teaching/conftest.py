"""A small case that is sound, and a way to break it in one place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat_app.guidelines.load import default_corpus
from chat_app.teaching.check import Checker
from chat_app.teaching.load import Problem, read_case
from chat_app.teaching.model import Case

BIOPSY = {"cites": ["acr-ln-2024.biopsy-threshold"]}
SOUND: dict[str, Any] = {
    "id": "small",
    "title": "A small case",
    "summary": "A woman has protein in her urine.",
    "learning_points": ["Decide what follows an abnormal urine test"],
    "level": "foundation",
    "minutes": 10,
    "patient": {
        "invented": True,
        "introduction": "A 30-year-old woman with lupus.",
        "facts": {"age_years": 30, "sex": "female"},
    },
    "start": "visit",
    "steps": [
        {
            "id": "visit",
            "title": "Visit",
            "setting": "Clinic",
            "month": 0,
            "story": ["She feels well."],
            "labs": [{"month": 0, "upcr_g_per_g": 2.0, "creatinine_mg_per_dl": 0.8, "egfr": 102}],
            "therapy": [{"drug": "hydroxychloroquine", "start": -12}],
            "pathway": {"pathway": "proliferative", "node": "suspicion"},
            "decision": {
                "question": "What next?",
                "options": [
                    {
                        "text": "Biopsy",
                        "rating": "best",
                        "why": [BIOPSY],
                        "therapy": [{"drug": "mycophenolate", "start": 1}],
                        "next": "good",
                    },
                    {"text": "Biopsy later", "rating": "acceptable", "why": [BIOPSY], "next": "wait"},
                    {"text": "Nothing", "rating": "wrong", "why": [BIOPSY], "next": "wait"},
                ],
            },
        },
        {
            "id": "wait",
            "title": "Waiting",
            "setting": "Clinic",
            "month": 3,
            "story": ["She waits."],
            "labs": [{"month": 3, "upcr_g_per_g": 2.2}],
            "next": "second",
        },
        {
            "id": "second",
            "title": "Second thoughts",
            "setting": "Clinic",
            "month": 3,
            "story": ["She comes again."],
            "decision": {
                "question": "And now?",
                "options": [
                    {"text": "Biopsy", "rating": "best", "why": [BIOPSY], "next": "good"},
                    {"text": "Nothing", "rating": "wrong", "why": [BIOPSY], "next": "bad"},
                ],
            },
        },
        {
            "id": "good",
            "title": "Better",
            "setting": "Clinic",
            "month": 12,
            "story": ["She is well."],
            "labs": [{"month": 12, "upcr_g_per_g": 0.3, "creatinine_mg_per_dl": 0.8, "egfr": 101}],
            "response": {"baseline": 0, "at": 12, "category": "complete"},
            "biopsy": {"month": 1, "classes": ["III"], "findings": ["Segmental lesions in 4 glomeruli."]},
            "ending": {"outcome": "good", "summary": ["She has recovered."], "take_home": [BIOPSY]},
        },
        {
            "id": "bad",
            "title": "Worse",
            "setting": "Ward",
            "month": 12,
            "story": ["She is ill."],
            "ending": {
                "outcome": "poor",
                "summary": ["She has lost kidney function."],
                "take_home": [BIOPSY],
            },
        },
    ],
}


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker(default_corpus())


@pytest.fixture
def small(tmp_path: Path) -> Case:
    """The sound case, loaded."""
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(SOUND, sort_keys=False), encoding="utf-8")
    return read_case(path, default_corpus())


@pytest.fixture
def problems_of(
    tmp_path: Path, checker: Checker
) -> Callable[[Callable[[dict[str, Any]], None]], list[Problem]]:
    """What the check says of the sound case after a change to it."""

    def check(change: Callable[[dict[str, Any]], None]) -> list[Problem]:
        document = copy.deepcopy(SOUND)
        change(document)
        path = tmp_path / "broken.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return checker.case(path)

    return check
