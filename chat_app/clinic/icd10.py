"""The ICD-10-CM code set, from the library `simple_icd_10_cm`, with codes around kidney and lupus at hand.

The library takes about a second of processor time to read. The codes that a worksheet meets are therefore
kept beside it as the library gives them (`rules/icd10_nearby.json`; a test compares them with the library,
`python -m chat_app.clinic.icd10` writes them anew); for every other code the library is read on first use.
"""

from __future__ import annotations

import functools
import json
import warnings
from pathlib import Path
from typing import Any, cast

NEARBY = Path(__file__).parent / "rules" / "icd10_nearby.json"
PREFIXES = (
    "M32",
    "M35",
    "N00",
    "N01",
    "N02",
    "N03",
    "N04",
    "N05",
    "N06",
    "N07",
    "N08",
    "N14",
    "N17",
    "N18",
    "N19",
    "D68.6",
    "Z94.0",
    "Z99.2",
)


class CodeSet:
    """What worksheets ask of ICD-10-CM. Codes are written with their point."""

    def is_valid_item(self, code: str) -> bool:
        return code in _nearby() or bool(library().is_valid_item(code))

    def get_description(self, code: str) -> str:
        return cast(str, self._read(code, "description"))

    def get_ancestors(self, code: str) -> list[str]:
        return cast(list[str], self._read(code, "ancestors"))

    def get_children(self, code: str) -> list[str]:
        return cast(list[str], self._read(code, "children"))

    def is_leaf(self, code: str) -> bool:
        return not self.get_children(code)

    def get_excludes1(self, code: str) -> list[str]:
        return cast(list[str], self._read(code, "excludes1"))

    def get_excludes2(self, code: str) -> list[str]:
        return cast(list[str], self._read(code, "excludes2"))

    def _read(self, code: str, what: str) -> Any:
        entry = _nearby().get(code)
        return entry[what] if entry else getattr(library(), f"get_{what}")(code)


@functools.cache
def library() -> Any:
    """The library with the whole code set; about a second on first use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package imports a deprecated part of setuptools
        import simple_icd_10_cm

    return simple_icd_10_cm


def nearby_from_library() -> dict[str, dict[str, Any]]:
    """The codes kept at hand and the categories above them, as the library gives them."""
    icd = library()
    codes = {c for c in icd.get_all_codes() if c.startswith(PREFIXES)}
    codes |= {a for c in codes for a in icd.get_ancestors(c)}
    fields = ("description", "ancestors", "children", "excludes1", "excludes2")
    return {code: {f: getattr(icd, f"get_{f}")(code) for f in fields} for code in sorted(codes)}


@functools.cache
def _nearby() -> dict[str, dict[str, Any]]:
    return cast(dict[str, dict[str, Any]], json.loads(NEARBY.read_text(encoding="utf-8")))


if __name__ == "__main__":
    NEARBY.write_text(
        json.dumps(nearby_from_library(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8"
    )
