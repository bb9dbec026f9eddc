"""A case file with an error names file, step and field; nothing unsound is opened."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat_app.cli import main
from chat_app.guidelines.load import default_corpus
from chat_app.teaching import narrative
from chat_app.teaching.check import Checker, current_library, open_library
from chat_app.teaching.claims import ClaimChecker
from chat_app.teaching.load import BrokenFile, Problem, load_library, read_case, read_pathway
from chat_app.teaching.model import Claim
from tests.chat_app.teaching.conftest import SOUND

Change = Callable[[dict[str, Any]], None]
ProblemsOf = Callable[[Change], list[Problem]]


def put(value: Any, *place: str | int) -> Change:
    """A change that sets one field of the case file."""

    def change(document: dict[str, Any]) -> None:
        node: Any = document
        for part in place[:-1]:
            node = node[part]
        node[place[-1]] = value

    return change


def drop(*place: str | int) -> Change:
    """A change that takes one field of the case file away."""

    def change(document: dict[str, Any]) -> None:
        node: Any = document
        for part in place[:-1]:
            node = node[part]
        del node[place[-1]]

    return change


def circle(document: dict[str, Any]) -> None:
    """Both options of the second decision lead back to the step before it."""
    for option in document["steps"][2]["decision"]["options"]:
        option["next"] = "wait"


OPTIONS: tuple[str | int, ...] = ("steps", 0, "decision", "options")
FAULTS: dict[str, tuple[Change, str, str, str]] = {
    "unknown field": (put(1, "steps", 0, "colour"), "visit", "colour", "no such field"),
    "missing field": (drop("steps", 1, "story"), "wait", "story", "is missing"),
    "wrong type": (put("soon", "steps", 0, "month"), "visit", "month", "number"),
    "not invented": (put(False, "patient", "invented"), "", "patient.invented", "True"),
    "no such rating": (put("good", *OPTIONS, 0, "rating"), "visit", "decision.options.1.rating", "'best'"),
    "value that cannot be": (
        put(90, "steps", 0, "labs", 0, "upcr_g_per_g"),
        "visit",
        "labs.1.values",
        "cannot be",
    ),
    "unknown value": (put(1, "steps", 0, "labs", 0, "ferritin"), "visit", "labs.1.values", "unknown value"),
    "neither start nor stop": (
        put([{"drug": "mycophenolate"}], "steps", 0, "therapy"),
        "visit",
        "therapy.1",
        "start",
    ),
    "patient fact out of range": (
        put(300, "patient", "facts", "age_years"),
        "",
        "patient.facts.age_years",
        "",
    ),
    "two ways on": (put("good", "steps", 0, "next"), "visit", "", "exactly one"),
    "unknown statement": (
        put(["kdigo-ln-2024.nowhere"], *OPTIONS, 0, "why", 0, "cites"),
        "visit",
        "decision.options.1.why.1",
        "no statement kdigo-ln-2024.nowhere",
    ),
    "no citation": (put([], *OPTIONS, 0, "why", 0, "cites"), "visit", "decision.options.1.why.1.cites", ""),
    "nothing to quote": (
        put(["acr-ln-2024.hcq", "acr-ln-2024.raasi"], *OPTIONS, 0, "why", 0, "cites"),
        "visit",
        "decision.options.1.why.1",
        "exactly one",
    ),
    "unsupported claim": (
        put(
            {"text": "A biopsy is never needed.", "cites": ["acr-ln-2024.biopsy-threshold"]},
            *OPTIONS,
            0,
            "why",
            0,
        ),
        "visit",
        "decision.options.1.why.1",
        "never needed",
    ),
    "superseded source": (
        put({"cites": ["eular-eraedta-ln-2019.gc-oral"]}, *OPTIONS, 0, "why", 0),
        "visit",
        "decision.options.1.why.1",
        "has replaced",
    ),
    "missing next": (
        put("nowhere", *OPTIONS, 0, "next"),
        "visit",
        "decision.options.1.next",
        "no step nowhere",
    ),
    "start that is not there": (put("nowhere", "start"), "", "start", "no step nowhere"),
    "step out of reach": (put("good", "steps", 2, "decision", "options", 1, "next"), "bad", "", "this end"),
    "circle without a way out": (circle, "wait", "", "no way leads to an end"),
    "id taken twice": (put("wait", "steps", 2, "id"), "wait", "id", "taken twice"),
    "no best option": (put("acceptable", *OPTIONS, 0, "rating"), "visit", "decision.options", "rated best"),
    "two options alike": (put("biopsy", *OPTIONS, 1, "text"), "visit", "decision.options.2.text", "the same"),
    "unknown pathway": (
        put("nowhere", "steps", 0, "pathway", "pathway"),
        "visit",
        "pathway.pathway",
        "no pathway nowhere",
    ),
    "unknown node": (
        put("nowhere", "steps", 0, "pathway", "node"),
        "visit",
        "pathway.node",
        "no node nowhere",
    ),
    "unknown point": (
        put([{"title": "X", "point": "nothing"}], "steps", 0, "compare"),
        "visit",
        "compare.1.point",
        "nothing",
    ),
    "one body compared with itself": (
        put([{"title": "X", "statements": ["acr-ln-2024.hcq", "acr-ln-2024.raasi"]}], "steps", 0, "compare"),
        "visit",
        "compare.1",
        "two bodies",
    ),
    "eGFR that does not fit": (
        put(60, "steps", 0, "labs", 0, "egfr"),
        "visit",
        "labs.1",
        "does not fit a creatinine",
    ),
    "values of the future": (put(5, "steps", 0, "labs", 0, "month"), "visit", "labs.1", "lie after the step"),
    "back in time": (put(-1, "steps", 3, "month"), "second", "month", "lies before it"),
    "stop without a start": (
        put([{"drug": "belimumab", "stop": 1}], "steps", 1, "therapy"),
        "wait",
        "therapy.1",
        "nowhere started",
    ),
    "dose that no statement gives": (
        put("Mycophenolate mofetil 4 g/day", *OPTIONS, 0, "text"),
        "visit",
        "decision.options.1.text",
        "4 is neither",
    ),
    "drug by its brand": (
        put([{"drug": "CellCept", "start": 1}], "steps", 1, "therapy"),
        "wait",
        "therapy.1.drug",
        "write mycophenolate",
    ),
    "number that no row holds": (
        put(["Her UPCR is 2.5 g/g today."], "steps", 0, "story"),
        "visit",
        "story.1",
        "no row of `labs` holds this UPCR",
    ),
    "response that is none": (
        put(2.0, "steps", 3, "labs", 0, "upcr_g_per_g"),
        "good",
        "response",
        "not “complete”",
    ),
    "response without a baseline": (
        put(7, "steps", 3, "response", "baseline"),
        "good",
        "response",
        "without a UPCR",
    ),
    "biopsy of the future": (
        put(20, "steps", 3, "biopsy", "month"),
        "good",
        "biopsy.month",
        "after its step",
    ),
    "recommendation in a story": (
        put(["She should take mycophenolate."], "steps", 0, "story"),
        "visit",
        "story.1",
        "no recommendation",
    ),
}


def test_the_small_case_is_sound(problems_of: ProblemsOf) -> None:
    assert problems_of(lambda document: None) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_file_step_and_field(name: str, problems_of: ProblemsOf) -> None:
    change, step, field, message = FAULTS[name]
    found = problems_of(change)
    assert any(
        p.file == "broken.yaml" and p.step == step and p.field == field and message in p.message
        for p in found
    ), [str(p) for p in found]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id: [", "not valid YAML"),
        ("- a list", "must hold fields"),
        ("id: a\nid: b", "stands twice"),
        (b"\xff\xfe\xff", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_case_is_told_by_name(content: str | bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BrokenFile, match=message) as caught:
        read_case(path, default_corpus())
    assert str(caught.value).startswith("odd.yaml")


def test_every_problem_is_told_at_once(problems_of: ProblemsOf) -> None:
    def change(document: dict[str, Any]) -> None:
        put("soon", "steps", 0, "month")(document)
        drop("steps", 1, "story")(document)

    assert {p.step for p in problems_of(change)} == {"visit", "wait"}


def test_two_cases_with_one_id_are_told(tmp_path: Path, checker: Checker) -> None:
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(yaml.safe_dump(SOUND), encoding="utf-8")
    own = Checker(default_corpus())
    assert own.case(paths[0]) == []
    assert "called small already" in str(own.case(paths[1])[0])
    with pytest.raises(BrokenFile, match="called small already"):
        load_library(default_corpus(), paths)


def test_a_pathway_with_a_fault_is_told(tmp_path: Path) -> None:
    node = {"id": "a", "title": "A", "says": [{"cites": ["acr-ln-2024.hcq"]}]}
    broken = {"id": "p", "title": "P", "nodes": [{**node, "leads_to": [{"node": "c"}]}, node]}
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(broken), encoding="utf-8")
    found = [str(p) for p in Checker(default_corpus(), tmp_path).pathways()]
    assert any("step a, field leads_to.1.node: there is no node c" in p for p in found)
    assert any("step a, field id: this id is taken twice" in p for p in found)
    (tmp_path / "p.yaml").write_text("id: p", encoding="utf-8")
    with pytest.raises(BrokenFile, match="field nodes: this field is missing"):
        read_pathway(tmp_path / "p.yaml", default_corpus())
    assert Checker(default_corpus(), tmp_path).pathways()


def test_an_own_case_is_opened_only_where_it_is_sound(tmp_path: Path) -> None:
    on_board, _ = open_library(default_corpus())
    good, bad, double = (copy.deepcopy(SOUND) for _ in range(3))
    put("nowhere", "start")(bad)
    bad["id"] = "bad"
    double["id"] = next(iter(on_board.cases))
    for name, document in (("good", good), ("bad", bad), ("double", double)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    library, problems = open_library(default_corpus(), tmp_path)
    assert set(library.cases) == {*on_board.cases, "small"}
    assert {p.file for p in problems} == {"bad.yaml", "double.yaml"}


def test_the_library_is_read_again_when_an_own_case_changes(tmp_path: Path) -> None:
    assert "small" not in current_library(tmp_path)[0].cases
    own = tmp_path / "cases"
    own.mkdir()
    (own / "mine.yaml").write_text(yaml.safe_dump(SOUND), encoding="utf-8")
    assert "small" in current_library(tmp_path)[0].cases
    assert current_library(tmp_path)[0] is current_library(tmp_path)[0]


NARRATIVE = {
    "The guideline asks for a biopsy, says KDIGO.": "names no guideline",
    "Mycophenolate is indicated in her.": "no recommendation",
    "About 40% of them respond.": "no percentage",
    "She takes prednisone 40 mg every morning.": "no dose",
    "Hydroxychloroquine at 5 mg/kg/day was started.": "no dose",
    "Patients with class V have clots.": "this patient only",
    "Cyclophosphamide may cause infertility.": "no general fact",
    "Mrs Testa Fauxname comes in.": "identifier",
}
HARMLESS = [
    "Her UPCR is 3.8 g/g, her eGFR 71, and her albumin 1.9 g/dL.",
    "Her platelets are 64 and she has a PLASMIC score of four.",
    "Proteinuria has fallen by more than half.",
    "Endocapillary hypercellularity in 14 of 20 glomeruli, cellular crescents in 2.",
    "A 27-year-old woman, a primary school teacher, with lupus arthritis for two years.",
]


@pytest.mark.parametrize("text", NARRATIVE)
def test_narrative_that_teaches_without_evidence_is_told(text: str) -> None:
    assert any(NARRATIVE[text] in fault for fault in narrative.faults(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_facts_of_a_patient_are_free(text: str) -> None:
    assert narrative.faults(text) == []


def test_a_claim_goes_through_the_rails_of_an_answer() -> None:
    checker = ClaimChecker(default_corpus())
    cites = ("kdigo-ln-2024.mpaa.dose",)
    quoted = default_corpus().statements[cites[0]].text
    assert checker.faults(Claim(text=quoted, cites=cites)) == []
    for text in (
        quoted.replace("1.0-1.5 g", "2.0-2.5 g"),
        "You should take two tablets tonight.",
        f"{quoted} All patients recover.",
        f"<img src=x onerror=alert(1)> {quoted}",
    ):
        assert checker.faults(Claim(text=text, cites=cites)), text


def test_the_command_lists_checks_and_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LN_CONSULT_DATA_FOLDER", str(tmp_path))
    broken = copy.deepcopy(SOUND)
    put("nowhere", "start")(broken)
    own = tmp_path / "cases"
    own.mkdir()
    (own / "mine.yaml").write_text(yaml.safe_dump(broken), encoding="utf-8")
    assert main(["cases", "list"]) == 0
    listed = capsys.readouterr()
    assert "new-class-iv" in listed.out
    assert "mine.yaml, field start" in listed.err
    assert main(["cases", "check", str(own / "mine.yaml")]) == 1
    assert "mine.yaml, field start: there is no step nowhere." in capsys.readouterr().err
    (own / "mine.yaml").write_text(yaml.safe_dump(SOUND), encoding="utf-8")
    assert main(["cases", "check", str(own / "mine.yaml")]) == 0
    assert "1 case, no problems." in capsys.readouterr().out
    assert main(["cases", "show", "small"]) == 0
    shown = capsys.readouterr().out
    assert "This patient is invented." in shown
    assert "[best] Biopsy -> good" in shown
    assert main(["cases", "show", "nowhere"]) == 1
    assert "There is no case nowhere" in capsys.readouterr().err
    assert main(["cases", "list", "--json"]) == 0
    assert '"id": "small"' in capsys.readouterr().out
