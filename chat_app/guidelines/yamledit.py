"""Edits of a corpus file that touch nothing but the fields that change, so that a review reads only those.

A file dumped anew would fold its lines anew; here the text stays as its authors set it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

from chat_app.errors import CorpusError

FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDED_FROM = 100
"""Characters from which a text is written as a folded block."""
_UNFOLDED = 1_000
_WIDTH = 118
"""Columns of a folded block, where the file itself shows no other."""


def as_yaml(record: Mapping[str, Any], width: int = _WIDTH) -> str:
    """A record in the style of the corpus files: long texts as folded blocks, the rest as YAML has it."""
    blocks = []
    for name, value in record.items():
        if isinstance(value, str) and len(value) >= _FOLDED_FROM and value == " ".join(value.split()):
            lines = textwrap.wrap(value, width - 2, break_long_words=False, break_on_hyphens=False)
            blocks.append(f"{name}: >-\n" + "".join(f"  {line}\n" for line in lines))
        else:
            blocks.append(yaml.safe_dump({name: value}, sort_keys=False, allow_unicode=True, width=_UNFOLDED))
    return "".join(blocks)


def with_fields(text: str, list_name: str, record_id: str, fields: Mapping[str, Any]) -> str:
    """The file's text with some fields of one record changed or added; a field set to None that was not
    there stays away. Raises CorpusError where the record is not in the file."""
    record = _record(text, list_name, record_id)
    lines = text.splitlines(keepends=True)
    places = {key.value: key.start_mark.line for key, _ in record.value}
    starts = sorted(places.values())
    end = _behind(lines, record.end_mark)
    indent = " " * record.value[0][0].start_mark.column
    width = max(map(len, lines)) - 1 - len(indent)
    edits: list[tuple[int, int, str]] = []
    for name, value in fields.items():
        block = "".join(indent + line for line in as_yaml({name: value}, width).splitlines(keepends=True))
        if name not in places:
            edits.append((end, end, block))
            continue
        first = places[name]
        after = next((line for line in starts if line > first), end)
        if first == starts[0]:  # the record's first field stands behind the dash
            block = lines[first][: len(indent)] + block[len(indent) :]
        edits.append((first, after, block))
    for first, after, block in sorted(edits, reverse=True):
        if first and not lines[first - 1].endswith("\n"):
            lines[first - 1] += "\n"
        lines[first:after] = [block]
    return "".join(lines)


def with_record(text: str, list_name: str, record: Mapping[str, Any], after: str | None) -> str:
    """The file's text with a new record behind the one called `after`, or at the end of the list."""
    node = _list(text, list_name)
    lines = text.splitlines(keepends=True)
    if after is not None:
        mark = _record(text, list_name, after).end_mark
    elif node.value:
        mark = node.value[-1].end_mark
    else:
        raise CorpusError(f"The list `{list_name}` is empty; write its first record by hand.")
    place = _behind(lines, mark)
    if not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    indent = " " * node.value[0].start_mark.column
    block = as_yaml(record, max(map(len, lines)) - 1 - len(indent)).splitlines(keepends=True)
    lines[place:place] = [(indent if n else indent[:-2] + "- ") + line for n, line in enumerate(block)]
    return "".join(lines)


def _list(text: str, name: str) -> yaml.SequenceNode:
    document = yaml.compose(text, Loader=FAST_LOADER)
    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        if key.value == name and isinstance(value, yaml.SequenceNode):
            return value
    raise CorpusError(f"The file has no list `{name}`.")


def _record(text: str, list_name: str, record_id: str) -> yaml.MappingNode:
    for item in _list(text, list_name).value:
        if isinstance(item, yaml.MappingNode) and _id_of(item) == record_id:
            return item
    raise CorpusError(f"There is no {record_id} in the list `{list_name}` of the file.")


def _id_of(item: yaml.MappingNode) -> str | None:
    return next((value.value for key, value in item.value if key.value == "id"), None)


def _behind(lines: list[str], mark: yaml.Mark) -> int:
    """The line behind a record that ends at a mark: blank lines and comments belong to what follows."""
    end = min(mark.line, len(lines))
    while end > 0 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end
