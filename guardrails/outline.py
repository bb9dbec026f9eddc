"""Puts together what belongs together: a lead-in with its list items, a table's header with its rows.

"Avoid in pregnancy:" and "- mycophenolate [3]" are one claim in two places. Verified apart, the item would
say the opposite of what was meant; so the item is read, and shown, with its lead-in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from guardrails import citations, markup, titles
from guardrails.blocks import Kind, Unit

_SEPARATOR = re.compile(r"[\s|:+=-]+")
_CELLS = re.compile(r"(?<!\\)\|")
_TERMINATED = re.compile(r"[.!?…。！？][\"'”’)*_\]\s]*\Z")


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit as it is to be judged: its text as written, with what gives it its meaning before it."""

    kind: Kind
    text: str
    level: int = 0
    whole: bool = True
    lead: bool = False
    """A lead-in that nothing followed."""


@dataclass(slots=True)
class _Lead:
    indent: int
    text: str
    whole: bool
    used: bool = False


class Outline:
    """Of one text. Feed it the units in order, then close it."""

    def __init__(self, names_drug: Callable[[str], bool] | None = None) -> None:
        """`names_drug`: tells whether a text names a drug; without it any title may give meaning."""
        self._names_drug = names_drug
        self._leads: list[_Lead] = []
        self._first_row: Unit | None = None
        self._header: tuple[str, ...] = ()
        self._in_table = False
        self._section = ""
        self._answer = ""
        """A yes or no that waits for its sentence."""

    def feed(self, units: list[Unit]) -> list[Claim]:
        """The claims that these units complete."""
        claims: list[Claim] = []
        for unit in units:
            if unit.kind is not Kind.ROW:
                self._end_table(claims)
            if unit.kind not in (Kind.SENTENCE, Kind.BREAK):
                self._end_answer(claims)
            match unit.kind:
                case Kind.ROW:
                    self._row(claims, unit)
                case Kind.ITEM:
                    self._item(claims, unit)
                case Kind.SENTENCE:
                    self._sentence(claims, unit)
                case Kind.HEADING:
                    self._end_leads(claims)
                    name = titles.bare(unit.text)
                    self._section = name if self._gives_meaning(name) else ""
                    claims.append(Claim(Kind.HEADING, unit.text, unit.level, unit.whole))
                case Kind.CODE:
                    self._end_leads(claims)
                    claims.append(Claim(Kind.CODE, unit.text))
                case Kind.BREAK:
                    pass
        return claims

    def close(self) -> list[Claim]:
        """What is left when the text is over."""
        claims: list[Claim] = []
        self._end_answer(claims)
        self._end_table(claims)
        self._end_leads(claims)
        return claims

    def _sentence(self, claims: list[Claim], unit: Unit) -> None:
        self._end_leads(claims)
        bare = _bare(unit.text)
        if ":" not in bare[:-1] and titles.special(bare) is not titles.TitleKind.SECTION:
            claims.append(Claim(Kind.HEADING, bare, whole=unit.whole))
        elif not bare.endswith((":", "：")):
            self._prose(claims, unit, bare)
        else:
            self._leads.append(_Lead(-1, unit.text, unit.whole))

    def _prose(self, claims: list[Claim], unit: Unit, bare: str) -> None:
        if unit.whole and titles.only_answers(bare) and not citations.MARKER.search(unit.text):
            self._end_answer(claims)
            self._answer = unit.text.strip()
            return
        text = f"{self._answer} {unit.text.lstrip()}" if self._answer else unit.text
        self._answer = ""
        claims.append(Claim(unit.kind, text, whole=unit.whole))

    def _end_answer(self, claims: list[Claim]) -> None:
        if self._answer:
            claims.append(Claim(Kind.SENTENCE, self._answer))
            self._answer = ""

    def _item(self, claims: list[Claim], unit: Unit) -> None:
        while self._leads and self._leads[-1].indent >= unit.indent:
            self._end_lead(claims, self._leads.pop())
        bare = _bare(unit.text)
        announces = bare.endswith((":", "：")) and unit.whole
        if not announces:
            text, whole = unit.text, unit.whole
            for lead in reversed(self._leads):
                lead.used = True
                text, whole = self._led(lead.text, text), whole and lead.whole
            if self._section and not self._leads and self._needs_title(bare):
                text = f"{self._section}: {text.strip()}"
            claims.append(Claim(Kind.ITEM, text, whole=whole))
        if not _TERMINATED.search(bare):
            self._leads.append(_Lead(unit.indent, unit.text, unit.whole, used=not announces))

    def _gives_meaning(self, title: str) -> bool:
        if titles.binds(title) or self._names_drug is None:
            return not titles.only_frames(title)
        return self._names_drug(title)

    def _needs_title(self, item: str) -> bool:
        """Whether an item is a fragment that means something only under its title."""
        if _TERMINATED.search(item):
            return False
        return self._names_drug is None or titles.binds(self._section) or not self._names_drug(item)

    def _led(self, lead: str, text: str) -> str:
        name = titles.bare(citations.take(lead, 0).text)
        if titles.only_frames(name):
            return text
        return f"{lead.strip().rstrip(':：*_ ')}: {text.strip()}"

    def _end_leads(self, claims: list[Claim]) -> None:
        for lead in self._leads:
            self._end_lead(claims, lead)
        self._leads = []

    def _end_lead(self, claims: list[Claim], lead: _Lead) -> None:
        if not lead.used:
            name = titles.bare(citations.take(lead.text, 0).text)
            if not titles.only_frames(name):
                claims.append(Claim(Kind.SENTENCE, lead.text, whole=lead.whole, lead=True))

    def _row(self, claims: list[Claim], unit: Unit) -> None:
        if not self._in_table:
            self._end_leads(claims)
        if _SEPARATOR.fullmatch(unit.text):
            if self._first_row:
                self._header, self._first_row = _cells(self._first_row.text), None
            self._in_table = True
        elif not self._in_table:
            self._in_table, self._first_row = True, unit
        else:
            self._end_first_row(claims)
            claims.append(self._row_claim(unit))

    def _end_table(self, claims: list[Claim]) -> None:
        self._end_first_row(claims)
        self._header, self._in_table = (), False

    def _end_first_row(self, claims: list[Claim]) -> None:
        if self._first_row:
            claims.append(self._row_claim(self._first_row))
            self._first_row = None

    def _row_claim(self, unit: Unit) -> Claim:
        parts: list[str] = []
        markers: list[str] = []
        for place, cell in enumerate(_cells(unit.text)):
            if not any(c.isalnum() for c in _bare(cell)):
                markers.append(cell)
                continue
            head = _bare(self._header[place]) if place < len(self._header) else ""
            if place == 0 and titles.only_frames(head):
                head = ""
            parts.append(f"{head} {cell}" if head and place else f"{head}: {cell}" if head else cell)
        subject, *rest = parts or [""]
        text = f"{subject}: {'; '.join(rest)}" if rest else subject
        return Claim(Kind.ROW, f"{text} {''.join(markers)}".strip(), whole=unit.whole)


def _bare(text: str) -> str:
    return markup.plain(citations.take(text, 0).text)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(c.strip() for c in _CELLS.split(row.strip().removeprefix("|").removesuffix("|")))
