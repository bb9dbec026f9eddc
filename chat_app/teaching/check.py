"""Is a case sound? Every problem of every file, each with its file, step and field."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.teaching import narrative, values
from chat_app.teaching.claims import ClaimChecker
from chat_app.teaching.load import (
    CASE_FOLDER,
    OWN_CASES,
    PATHWAY_FOLDER,
    BrokenFile,
    Problem,
    case_files,
    load_library,
    read_case,
    read_pathway,
)
from chat_app.teaching.model import Case, Claim, Library, Option, Pathway, Rating, Step


class Checker:
    """Checks case files against one corpus and the pathways that cases stand in."""

    def __init__(self, corpus: Corpus, pathway_folder: Path = PATHWAY_FOLDER) -> None:
        self._corpus = corpus
        self._claims = ClaimChecker(corpus)
        self._pathways: dict[str, Pathway] = {}
        self._names: dict[str, str] = {}
        self._broken: list[Problem] = []
        self._pathway_files: dict[str, str] = {}
        for path in sorted(pathway_folder.glob("*.yaml")):
            try:
                pathway = read_pathway(path, corpus)
            except BrokenFile as error:
                self._broken += error.problems
                continue
            self._pathways[pathway.id] = pathway
            self._pathway_files[pathway.id] = path.name

    def pathways(self) -> list[Problem]:
        """Every problem of the pathways."""
        found = list(self._broken)
        for pathway in self._pathways.values():
            file = self._pathway_files[pathway.id]
            found += [Problem(file, *fault) for fault in _pathway(pathway)]
            found += [
                Problem(file, *fault) for fault in _claims(pathway.claims(), self._corpus, self._claims)
            ]
        return found

    def case(self, path: Path) -> list[Problem]:
        """Every problem of one case file. An id that an earlier file of this checker has is one."""
        try:
            case = read_case(path, self._corpus)
        except BrokenFile as error:
            return list(error.problems)
        taken = self._names.setdefault(case.id, path.name)
        faults = (
            [] if taken == path.name else [("", "id", f"the case in {taken} is called {case.id} already.")]
        )
        net = list(_net(case))
        # Without a sound net of steps nothing further can be looked at.
        faults += net or [
            *_decisions(case),
            *_positions(case, self._pathways),
            *_comparisons(case, self._corpus),
            *_narrative(case),
            *values.misquoted(case, _told(case)),
            *values.faults(case),
            *_claims(case.claims(), self._corpus, self._claims),
            *_doses(case, self._claims),
        ]
        return [Problem(path.name, *fault) for fault in faults]


def open_library(corpus: Corpus, own: Path | None = None) -> tuple[Library, list[Problem]]:
    """The cases on board with those of an educator's own folder, and what is wrong with the latter.

    An own case with a problem, or with the id of another one, is left out: nothing unchecked is shown.
    """
    on_board = case_files(CASE_FOLDER)
    library = load_library(corpus, on_board)
    files = case_files(own) if own is not None else []
    if not files:
        return library, []
    checker = Checker(corpus)
    problems: list[Problem] = []
    sound: list[Path] = []
    taken = set(library.cases)
    for path in files:
        found = checker.case(path)
        if not found:
            case_id = read_case(path, corpus).id
            if case_id in taken:
                found = [Problem(path.name, "", "id", f"another case is called {case_id} already.")]
            taken.add(case_id)
        problems += found
        sound += [] if found else [path]
    return load_library(corpus, [*on_board, *sound]), problems


def current_library(data_folder: Path) -> tuple[Library, list[Problem]]:
    """The library over the corpus on board, with the educator's own cases in `cases` of the data folder.

    Files are read again when one of them has changed.
    """
    own = data_folder / OWN_CASES
    stamps = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in case_files(own))
    return _library(own, stamps)


@functools.lru_cache(maxsize=4)
def _library(
    own: Path, stamps: tuple[tuple[str, int, int], ...]
) -> tuple[Library, list[Problem]]:  # `stamps` only tells one state of the folder from another
    return open_library(default_corpus(), own)


def _pathway(pathway: Pathway) -> Iterator[values.Fault]:
    ids = [node.id for node in pathway.nodes]
    for number, node in enumerate(pathway.nodes):
        if node.id in ids[:number]:
            yield node.id, "id", "this id is taken twice."
        for place, link in enumerate(node.leads_to, 1):
            if link.node not in ids:
                yield node.id, f"leads_to.{place}.node", f"there is no node {link.node}."


def _net(case: Case) -> Iterator[values.Fault]:
    """Steps that are missing, taken twice, out of reach, or without a way to an end."""
    ids = [step.id for step in case.steps]
    broken = False
    for step_id in dict.fromkeys(ids):
        if ids.count(step_id) > 1:
            broken = True
            yield step_id, "id", "this id is taken twice."
    if case.start not in ids:
        broken = True
        yield "", "start", f"there is no step {case.start}."
    for step in case.steps:
        for follows, field in _ways(step):
            if follows not in ids:
                broken = True
                yield step.id, field, f"there is no step {follows}."
    if broken:
        return
    ahead = {step.id: set(step.leads_to()) for step in case.steps}
    reached = _reach({case.start}, ahead)
    behind = {step.id: {s.id for s in case.steps if step.id in ahead[s.id]} for step in case.steps}
    ends_from = _reach({step.id for step in case.ends()}, behind)
    for step in case.steps:
        if step.id not in reached:
            what = "this end" if step.ending is not None else "this step"
            yield step.id, "", f"no way leads from the start to {what}."
        elif step.id not in ends_from:
            yield step.id, "", "from here no way leads to an end."


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    if step.next:
        yield step.next, "next"
    for number, option in enumerate(step.decision.options if step.decision else (), 1):
        yield option.next, f"decision.options.{number}.next"


def _reach(start: set[str], ahead: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    open_steps = set(start)
    while open_steps:
        step = open_steps.pop()
        reached.add(step)
        open_steps |= ahead[step] - reached
    return reached


def _decisions(case: Case) -> Iterator[values.Fault]:
    if not any(True for _ in case.decisions()):
        yield "", "steps", "the case holds no decision."
    for step, decision in case.decisions():
        if not any(option.rating is Rating.BEST for option in decision.options):
            yield step.id, "decision.options", "no option is rated best."
        texts = [option.text.casefold() for option in decision.options]
        for number, text in enumerate(texts, 1):
            if text in texts[: number - 1]:
                yield step.id, f"decision.options.{number}.text", "another option reads the same."


def _positions(case: Case, pathways: Mapping[str, Pathway]) -> Iterator[values.Fault]:
    for step in case.steps:
        if step.pathway is None:
            continue
        pathway = pathways.get(step.pathway.pathway)
        if pathway is None:
            known = ", ".join(pathways)
            yield (
                step.id,
                "pathway.pathway",
                f"there is no pathway {step.pathway.pathway}; known are {known}.",
            )
        elif step.pathway.node not in (node.id for node in pathway.nodes):
            known = ", ".join(node.id for node in pathway.nodes)
            yield step.id, "pathway.node", f"there is no node {step.pathway.node}; known are {known}."


def _comparisons(case: Case, corpus: Corpus) -> Iterator[values.Fault]:
    """A comparison shows at least two bodies. Superseded positions may stand in one, marked as such."""
    for step in case.steps:
        for number, compare in enumerate(step.compare, 1):
            bodies = {corpus.source_of(corpus.statements[s]).organisation for s in compare.statements}
            if len(bodies) < 2:
                yield step.id, f"compare.{number}", "a comparison needs statements of at least two bodies."


def _narrative(case: Case) -> Iterator[values.Fault]:
    for step, field, text in _told(case):
        for message in narrative.faults(text):
            yield step, field, message


def _told(case: Case) -> Iterator[values.Fault]:
    """Every sentence without a citation: step, field and text."""
    yield "", "summary", case.summary
    yield "", "patient.introduction", case.patient.introduction
    for number, point in enumerate(case.learning_points, 1):
        yield "", f"learning_points.{number}", point
    for step in case.steps:
        yield step.id, "title", step.title
        for number, text in enumerate(step.story, 1):
            yield step.id, f"story.{number}", text
        for number, text in enumerate(step.biopsy.findings if step.biopsy else (), 1):
            yield step.id, f"biopsy.findings.{number}", text
        for number, option in enumerate(step.decision.options if step.decision else (), 1):
            yield from _told_here(step, number, option)
        for number, text in enumerate(step.ending.summary if step.ending else (), 1):
            yield step.id, f"ending.summary.{number}", text


def _told_here(step: Step, number: int, option: Option) -> Iterator[values.Fault]:
    if option.here is not None:
        yield step.id, f"decision.options.{number}.here", option.here


def _claims(
    claims: Iterable[tuple[str, str, Claim]], corpus: Corpus, checker: ClaimChecker
) -> Iterator[values.Fault]:
    for step, field, claim in claims:
        for cited in claim.cites:
            newer = corpus.source_of(corpus.statements[cited]).superseded_by
            if newer:
                yield step, field, f"{cited} is of a source that {newer} has replaced."
        for message in checker.faults(claim):
            yield step, field, message


def _doses(case: Case, checker: ClaimChecker) -> Iterator[values.Fault]:
    for step, decision in case.decisions():
        for number, option in enumerate(decision.options, 1):
            for message in checker.doses(option):
                yield step.id, f"decision.options.{number}.text", message
