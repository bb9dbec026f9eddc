"""Proposed changes of the corpus: small YAML files that people read, discuss and apply.

Nothing here changes what readers see. A change is written to a folder of its own, is reviewed there or as a
pull request, and takes effect when `ln-consult corpus apply` has put it into the corpus files.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import StringConstraints, ValidationError

from chat_app.errors import CorpusError
from chat_app.guidelines.load import CORPUS_FOLDER, load_corpus
from chat_app.guidelines.model import Checked, Corpus, Record, Statement, Status, Text
from chat_app.guidelines.yamledit import FAST_LOADER, as_yaml, with_fields, with_record

FIELDS = tuple(name for name in Statement.model_fields if name != "checked")
_IN_REPOSITORY = "chat_app/guidelines/corpus"


class Action(StrEnum):
    NEW = "new"
    EDIT = "edit"
    CHECKED = "checked"


class Author(Record):
    """Who proposes. Names are as stated; nobody is signed in."""

    name: Text
    credential: str = ""


class Change(Record):
    """One proposed change of one statement."""

    action: Action
    statement: str
    file: Annotated[str, StringConstraints(pattern=r"^[\w-]+\.yaml$")]
    """Name of the corpus file."""
    proposed: date
    by: Author
    reason: Text
    before: dict[str, Any]
    """The fields that change, as they stood when the change was proposed; empty for a new statement."""
    after: dict[str, Any]
    """The same fields as they shall stand; every field of a new statement."""


def propose(
    corpus: Corpus, fields: Mapping[str, Any], by: Author, reason: str, today: date, file: str | None = None
) -> Change:
    """A new statement, or an edit of the one that has this id already.

    `file` names the corpus file of a new statement; default: where its source stands. Raises CorpusError for
    a statement that breaks the format, or where nothing would change.
    """
    statement = _valid(fields)
    after = _plain(statement)
    old = corpus.statements.get(statement.id)
    if old is None:
        place = file or corpus.files.get(statement.source)
        if place is None:
            raise CorpusError(
                f"There is no source {statement.source!r}. Add the source to a corpus file first."
            )
        return _change(Action.NEW, statement.id, place, today, by, reason, {}, after)
    before = _plain(old)
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    if not changed:
        raise CorpusError("Nothing is changed.")
    if "text" in changed and old.checked:  # what was read against the source is no longer what stands here
        after["checked"] = None
        changed.append("checked")
    return _change(
        Action.EDIT,
        statement.id,
        corpus.files[statement.id],
        today,
        by,
        reason,
        {name: before.get(name) for name in changed},
        {name: after.get(name) for name in changed},
    )


def mark_checked(
    corpus: Corpus, statement_id: str, status: Status, read_in: str, by: Author, today: date
) -> Change:
    """That somebody read a statement against its source and found that the source says so.

    Raises CorpusError for an unknown statement, without a place where it was read, or where `status` is
    still `unconfirmed`.
    """
    old = corpus.statements.get(statement_id)
    if old is None:
        raise CorpusError(f"There is no statement {statement_id!r}.")
    if status is Status.UNCONFIRMED:
        raise CorpusError("Say whether it was read in one source or in two.")
    if not read_in.strip():
        raise CorpusError("Say where it was read: the page or document.")
    checked = Checked(by=by.name, credential=by.credential, on=today, read_in=read_in)
    return _change(
        Action.CHECKED,
        statement_id,
        corpus.files[statement_id],
        today,
        by,
        f"Read in: {read_in.strip()}",
        {"status": old.status.value, "checked": old.checked and old.checked.model_dump(mode="json")},
        {"status": status.value, "checked": checked.model_dump(mode="json")},
    )


def changed_text(change: Change, folder: Path = CORPUS_FOLDER) -> tuple[str, str]:
    """The corpus file before and after the change. Raises CorpusError where the file has moved on since."""
    path = folder / change.file
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CorpusError(f"{change.file}: cannot be read ({error.strerror}).") from error
    rows = {row["id"]: row for row in yaml.load(text, Loader=FAST_LOADER).get("statements") or ()}
    current = rows.get(change.statement)
    if change.action is Action.NEW:
        if current is not None:
            raise CorpusError(f"{change.file}: there is a statement {change.statement} already.")
        source = change.after["source"]
        last = [row["id"] for row in rows.values() if row["source"] == source]
        record = {name: value for name, value in change.after.items() if name != "checked" or value}
        return text, with_record(text, "statements", record, last[-1] if last else None)
    if current is None:
        raise CorpusError(f"{change.file}: there is no statement {change.statement} any more.")
    now = _plain(_valid(current))
    moved = [name for name, value in change.before.items() if now.get(name) != value]
    if moved:
        raise CorpusError(
            f"{change.statement} has changed since this was proposed ({', '.join(moved)}). Propose it again."
        )
    return text, with_fields(text, "statements", change.statement, change.after)


def as_patch(change: Change, folder: Path = CORPUS_FOLDER) -> str:
    """The change as a unified diff that `git apply` takes, with who proposed it and why above it."""
    before, after = changed_text(change, folder)
    name = f"{_IN_REPOSITORY}/{change.file}"
    diff = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    who = ", ".join(filter(None, (change.by.name, change.by.credential)))
    return (
        f"{change.action.value}: {change.statement}\n{change.reason}\n{who}, {change.proposed}\n\n"
        + "".join(diff)
    )


def apply_change(change: Change, folder: Path = CORPUS_FOLDER) -> Path:
    """Put a change into its corpus file; the file. Nothing is written unless the whole corpus stays sound.

    Raises CorpusError where the statement has changed since, or where the corpus would break.
    """
    _, after = changed_text(change, folder)
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        for path in folder.glob("*.yaml"):
            (trial / path.name).write_bytes(path.read_bytes())
        (trial / change.file).write_text(after, encoding="utf-8")
        load_corpus(trial)
    target = folder / change.file
    _write(target, after)
    return target


class ChangeFolder:
    """The folder in which proposed changes wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, change: Change) -> Path:
        """Write a change to a file of its own, named by date and statement; the file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{change.proposed}-{change.action.value}-{change.statement}"
        document = yaml_of(change)
        number = 1
        while True:
            path = self.folder / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(document)
            except FileExistsError:
                number += 1
            except OSError as error:
                raise CorpusError(f"{path}: cannot be written ({error.strerror}).") from error
            else:
                return path

    def all(self) -> tuple[tuple[Path, Change], ...]:
        """The changes that wait, the oldest first. Raises CorpusError for a file that is none."""
        return tuple((path, read_change(path)) for path in sorted(self.folder.glob("*.yaml")))

    def withdraw(self, path: Path) -> None:
        """Delete a proposed change."""
        path.unlink(missing_ok=True)


def yaml_of(change: Change) -> str:
    """The change as its file holds it."""
    return as_yaml(change.model_dump(mode="json"))


def read_change(path: Path) -> Change:
    """A change out of its file. Raises CorpusError, which names the file and the field."""
    try:
        return Change.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorpusError(f"{path.name}: cannot be read as a proposed change ({error}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "(whole)"
        raise CorpusError(f"{path.name}, field {field}: {first['msg']}.") from error


def _change(
    action: Action,
    statement: str,
    file: str,
    today: date,
    by: Author,
    reason: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Change:
    if not reason.strip():
        raise CorpusError("Say why: a reviewer reads the reason first.")
    return Change(
        action=action,
        statement=statement,
        file=file,
        proposed=today,
        by=by,
        reason=reason,
        before=before,
        after=after,
    )


def _valid(fields: Mapping[str, Any]) -> Statement:
    try:
        return Statement.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors()[0]
        raise CorpusError(f"{'.'.join(map(str, first['loc'])) or 'statement'}: {first['msg']}.") from error


def _plain(statement: Statement) -> dict[str, Any]:
    """A statement as YAML holds it: an author's texts on one line, no key for what was never checked."""
    row = statement.model_dump(mode="json", exclude_none=False)
    for name in ("text", "plain", "locator"):
        row[name] = " ".join(row[name].split())
    return row


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise CorpusError(f"{path.name}: cannot be written ({error.strerror}).") from error
