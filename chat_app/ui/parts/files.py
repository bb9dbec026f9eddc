"""Style sheets and scripts of the page, read once from beside the parts that use them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def read(*names: str) -> str:
    """Files of this folder as one text, in the order given."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
