"""Dates of a course of treatment, and the calendar file of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from chat_app.clinic.dosing import Calculation
from chat_app.errors import CalculationError


def weeks_of(first: Sequence[int], interval: int, count: int) -> Iterator[int]:
    """Weeks of the first `count` doses: the first weeks as given, then one every `interval` weeks."""
    for number in range(count):
        yield first[number] if number < len(first) else first[-1] + interval * (number - len(first) + 1)


def on(start: date | None, week: float) -> date | None:
    """The date of a week counted from the start; None without a start."""
    return start + timedelta(days=round(week * 7)) if start else None


def calendar_of(calculation: Calculation) -> bytes:
    """An iCalendar file with an all-day event a dose. Raises CalculationError where no dose has a date."""
    dated = [dose for dose in calculation.doses if dose.date]
    if not dated:
        raise CalculationError("A calendar needs a start date.")
    calendar = Calendar()
    calendar.add("prodid", "-//LN Consult//dose schedule//EN")
    calendar.add("version", "2.0")
    for number, dose in enumerate(dated, 1):
        assert dose.date is not None  # noqa: S101  filtered above
        event = Event()
        event.add("uid", f"{calculation.drug}-{dose.date.isoformat()}-{number}@ln-consult")
        event.add("dtstamp", datetime.combine(dose.date, datetime.min.time(), UTC))
        event.add("dtstart", dose.date)
        event.add("dtend", dose.date + timedelta(days=1))
        event.add("summary", f"{calculation.drug.capitalize()} {dose.amount:g} {dose.unit} {dose.route}")
        event.add("description", f"Dose {number} of {len(dated)}. {calculation.working}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def months_after(day: date | None, months: int) -> date | None:
    """The same day of a later month, or the last day of that month where it is shorter."""
    if day is None:
        return None
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
