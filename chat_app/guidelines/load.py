"""Loading the corpus: strict, whole, and named by the hash of its content."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from chat_app.errors import CorpusError
from chat_app.guidelines.model import Corpus, Record, Source, Statement

CORPUS_FOLDER = Path(__file__).parent / "corpus"
_META = "corpus.yaml"
R = TypeVar("R", bound=Record)


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that stands twice in one record: YAML would keep the last and drop the first silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key `{key.value}` stands twice in one record", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


def load_corpus(folder: Path = CORPUS_FOLDER) -> Corpus:
    """Read every `*.yaml` of a corpus folder.

    Raises CorpusError, with every problem found and not only the first, where a file cannot be parsed, a
    record breaks the format, an id occurs twice, a statement's id does not begin with its source, or a
    statement or `superseded_by` names a source that is not there.
    """
    paths = sorted(p for p in folder.glob("*.yaml") if p.name != _META)
    if not paths:
        raise CorpusError(f"{folder}: no corpus files (*.yaml) here.")
    problems: list[str] = []
    sources: dict[str, Source] = {}
    statements: dict[str, Statement] = {}
    files: dict[str, str] = {}
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content + b"\0")
        document = _parse(path, content, problems)
        _collect(path, "source", Source, document.get("sources"), sources, files, problems)
        _collect(path, "statement", Statement, document.get("statements"), statements, files, problems)
    problems.extend(_dangling(sources, statements, files))
    updated = _updated(folder, problems)
    if problems:
        raise CorpusError("\n".join(problems))
    return Corpus(sources, statements, f"sha256:{digest.hexdigest()}", updated, files)


@functools.cache
def default_corpus() -> Corpus:
    """The corpus that ships with the product, loaded once in a process."""
    return load_corpus()


def _parse(path: Path, content: bytes, problems: list[str]) -> dict[str, Any]:
    try:
        document = yaml.load(content, Loader=StrictLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problems.append(f"{path.name}{where}: not valid YAML ({getattr(error, 'problem', None) or error}).")
        return {}
    if not isinstance(document, dict):
        problems.append(f"{path.name}: a corpus file holds `sources:` and `statements:`.")
        return {}
    for key in document.keys() - {"sources", "statements"}:
        problems.append(
            f"{path.name}: unknown key `{key}`; a corpus file holds `sources:` and `statements:`."
        )
    return document


def _collect(
    path: Path,
    noun: str,
    kind: type[R],
    rows: object,
    into: dict[str, R],
    files: dict[str, str],
    problems: list[str],
) -> None:
    if rows is None:
        return
    if not isinstance(rows, list):
        problems.append(f"{path.name}: `{noun}s` must be a list.")
        return
    for number, row in enumerate(rows, 1):
        name = row.get("id") if isinstance(row, dict) else None
        label = f"{path.name}, {noun} {name or f'number {number}'}"
        try:
            record = kind.model_validate(row)
        except ValidationError as error:
            problems.extend(_describe(label, error))
            continue
        key: str = record.id  # type: ignore[attr-defined]
        if key in files:
            problems.append(f"{label}, field id: this id is already taken in {files[key]}.")
        into[key] = record
        files[key] = path.name


def _describe(label: str, error: ValidationError) -> Iterable[str]:
    for item in error.errors():
        field = ".".join(str(part) for part in item["loc"]) or "(whole)"
        yield f"{label}, field {field}: {item['msg']}."


def _dangling(
    sources: dict[str, Source], statements: dict[str, Statement], files: dict[str, str]
) -> Iterable[str]:
    for source in sources.values():
        label = f"{files[source.id]}, source {source.id}, field superseded_by"
        if source.superseded_by and source.superseded_by not in sources:
            yield f"{label}: no source {source.superseded_by}."
        elif source.id in _successors(source, sources):
            yield f"{label}: the source supersedes itself in a circle."
    for statement in statements.values():
        label = f"{files[statement.id]}, statement {statement.id}"
        if statement.source not in sources:
            yield f"{label}, field source: no source {statement.source}."
        if not statement.id.startswith(f"{statement.source}."):
            yield f"{label}, field id: must begin with its source, `{statement.source}.`"


def _successors(source: Source, sources: dict[str, Source]) -> set[str]:
    found: set[str] = set()
    successor = source.superseded_by
    while successor in sources and successor not in found:
        found.add(successor)
        successor = sources[successor].superseded_by
    return found


def _updated(folder: Path, problems: list[str]) -> str:
    path = folder / _META
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))["updated"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        problems.append(f"{_META}: must hold `updated: YYYY-MM-DD`, the date of the guideline context.")
        return ""
    if not isinstance(value, date):
        problems.append(f"{_META}, field updated: {value!r} is not a date (YYYY-MM-DD).")
        return ""
    return value.isoformat()
