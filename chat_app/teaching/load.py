"""Loading cases and pathways: strict, whole, joined with the corpus. A problem names file, step and field."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from chat_app.errors import CaseError
from chat_app.guidelines.load import StrictLoader, default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.teaching.model import Case, Claim, Compare, Library, Pathway
from chat_app.writers.attribution import attributed

CASE_FOLDER = Path(__file__).parent / "cases"
PATHWAY_FOLDER = Path(__file__).parent / "pathways"
OWN_CASES = "cases"
"""Folder within the data folder that holds an educator's own cases."""
_COMPARISON = "Comparison: "
M = TypeVar("M", Case, Pathway)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a file, and where: `step` is the id of a step (of a node, in a pathway)."""

    file: str
    step: str
    field: str
    message: str

    def __str__(self) -> str:
        step = f", step {self.step}" if self.step else ""
        field = f", field {self.field}" if self.field else ""
        return f"{self.file}{step}{field}: {self.message}"


class BrokenFile(CaseError):
    """A file that cannot be loaded, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read_case(path: Path, corpus: Corpus) -> Case:
    """One case file, joined with the corpus. Raises BrokenFile for a file that breaks the format or names a
    statement that is not there. What else may be wrong with a case: `chat_app.teaching.check`."""
    return _joined(path, _read(path, Case, "steps"), corpus)


def read_pathway(path: Path, corpus: Corpus) -> Pathway:
    """One pathway file, joined with the corpus. Raises BrokenFile as `read_case` does."""
    return _joined(path, _read(path, Pathway, "nodes"), corpus)


def case_files(*folders: Path) -> list[Path]:
    """The case files of some folders, in the order of their names; a folder that is not there holds none."""
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


def load_library(
    corpus: Corpus, files: Iterable[Path] | None = None, pathway_folder: Path = PATHWAY_FOLDER
) -> Library:
    """Cases and pathways. Raises BrokenFile, with every problem found, where a file is broken or an id is
    taken twice. `files`: by default, the cases on board."""
    problems: list[Problem] = []
    cases: dict[str, Case] = {}
    versions: dict[str, str] = {}
    pathways: dict[str, Pathway] = {}
    for path in case_files(CASE_FOLDER) if files is None else files:
        try:
            case = read_case(path, corpus)
        except BrokenFile as error:
            problems += error.problems
            continue
        if case.id in cases:
            problems.append(Problem(path.name, "", "id", f"another case is called {case.id} already."))
        cases[case.id] = case
        versions[case.id] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    for path in sorted(pathway_folder.glob("*.yaml")):
        try:
            pathway = read_pathway(path, corpus)
        except BrokenFile as error:
            problems += error.problems
            continue
        if pathway.id in pathways:
            problems.append(Problem(path.name, "", "id", f"another pathway is called {pathway.id} already."))
        pathways[pathway.id] = pathway
    if problems:
        raise BrokenFile(problems)
    return Library(cases, pathways, versions)


@functools.cache
def default_library() -> Library:
    """The cases and pathways that ship with the product, loaded once in a process; tests check them."""
    return load_library(default_corpus())


def _read(path: Path, kind: type[M], parts: str) -> M:
    try:
        document = yaml.load(path.read_bytes(), Loader=StrictLoader)
    except OSError as error:
        raise BrokenFile([Problem(path.name, "", "", f"cannot be read ({error.strerror}).")]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} is" if mark else "the file is"
        what = f"{where} not valid YAML ({getattr(error, 'problem', None) or error})."
        raise BrokenFile([Problem(path.name, "", "", what)]) from error
    if not isinstance(document, dict):
        raise BrokenFile(
            [Problem(path.name, "", "", "the file must hold fields, such as `id:` and `title:`.")]
        )
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise BrokenFile([_problem(path, parts, document, item) for item in error.errors()]) from error


def _problem(path: Path, parts: str, document: dict[str, Any], item: Any) -> Problem:
    """A fault that pydantic found, told with the id of its step and with places counted from 1."""
    place = list(item["loc"])
    step = ""
    if len(place) > 1 and place[0] == parts and isinstance(place[1], int):
        rows = document.get(parts)
        row = rows[place[1]] if isinstance(rows, list) and place[1] < len(rows) else None
        step = str(row.get("id")) if isinstance(row, dict) and "id" in row else f"number {place[1] + 1}"
        place = place[2:]
    field = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place)
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = "there is no such field"
    elif item["type"] == "missing":
        message = "this field is missing"
    return Problem(path.name, step, field, f"{message}.")


def _joined(path: Path, file: M, corpus: Corpus) -> M:
    """The file with quoted statements and compared points filled in."""
    problems = [
        Problem(path.name, step, field, f"there is no statement {cited}.")
        for step, field, claim in file.claims()
        for cited in claim.cites
        if cited not in corpus.statements
    ]
    if isinstance(file, Case):
        problems += _comparisons(path, file, corpus)
    if problems:
        raise BrokenFile(problems)
    joined: M = _fill(file, corpus)
    return joined


def _comparisons(path: Path, case: Case, corpus: Corpus) -> Iterable[Problem]:
    for step in case.steps:
        for number, compare in enumerate(step.compare, 1):
            for cited in compare.statements:
                if cited not in corpus.statements:
                    message = f"there is no statement {cited}."
                    yield Problem(path.name, step.id, f"compare.{number}.statements", message)
            if compare.point and not _on(compare.point, corpus):
                points = {
                    s.locator.removeprefix(_COMPARISON) for s in corpus if s.locator.startswith(_COMPARISON)
                }
                message = f"there is no comparison on {compare.point}; known are {', '.join(sorted(points))}."
                yield Problem(path.name, step.id, f"compare.{number}.point", message)


def _on(point: str, corpus: Corpus) -> tuple[str, ...]:
    return tuple(s.id for s in corpus if s.locator == _COMPARISON + point)


def _fill(part: Any, corpus: Corpus) -> Any:
    """The same part with every claim and comparison in it filled in."""
    if isinstance(part, Claim):
        return part if part.text is not None else part.model_copy(update={"text": _quoted(part, corpus)})
    if isinstance(part, Compare):
        rows = tuple(dict.fromkeys((*(_on(part.point, corpus) if part.point else ()), *part.statements)))
        return part.model_copy(update={"statements": rows})
    if isinstance(part, tuple):
        return tuple(_fill(item, corpus) for item in part)
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: _fill(value, corpus) for name, value in part})
    return part


def _quoted(claim: Claim, corpus: Corpus) -> str:
    """The one cited statement in its own words, after the body's name where it is a guideline's."""
    statement = corpus.statements[claim.cites[0]]
    return attributed(statement, corpus.source_of(statement), statement.text)
