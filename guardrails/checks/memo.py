"""Working a thing out once for a text or a case, where several checks and features ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Remembers(Protocol):
    """A value with a place for what was worked out from it."""

    @property
    def memo(self) -> dict[object, Any]: ...


_Asked = TypeVar("_Asked", bound=Remembers)
_Found = TypeVar("_Found")


def remembered(make: Callable[[_Asked], _Found]) -> Callable[[_Asked], _Found]:
    """`make`, whose result is kept with the value that it was made from and lives as long as that."""

    @wraps(make)
    def asked(value: _Asked) -> _Found:
        try:
            found: _Found = value.memo[make]
        except KeyError:
            found = value.memo[make] = make(value)
        return found

    return asked
