"""`ln-consult review list|show|verify-trail|export`: the review desk, and does its audit trail hold?"""

from __future__ import annotations

import argparse
import json
from typing import Any

from chat_app.cli.text import as_text
from chat_app.errors import ReviewError
from chat_app.guidelines.load import default_corpus
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.records.trail import Event
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import State, holder_of
from chat_app.review.queue import Order, Waiting, queue
from chat_app.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the queue")
    listed.add_argument("--status", choices=[s.value for s in State], help="only reviews in this state")
    listed.add_argument("--order", choices=[o.value for o in Order], default=Order.UNSAFE.value)
    listed.add_argument("--words", default="", metavar="WORDS", help="drug, topic or words of the question")
    shown = actions.add_parser("show", help="an answer: its approved text where there is one, and its trail")
    shown.add_argument("answer", help="id of the answer")
    shown.add_argument("--given", action="store_true", help="the answer as it was given")
    for subparser in (listed, shown):
        subparser.add_argument("--json", action="store_true", help="print JSON")
    check = actions.add_parser("verify-trail", help="whether the audit trail holds")
    check.add_argument("--expect", metavar="HASH", help="a hash noted earlier, which must still be in it")
    export = actions.add_parser("export", help="reviews with their texts and trails, a JSON object a line")
    export.add_argument("answer", nargs="?", help="id of one answer (default: all)")


def run(args: argparse.Namespace) -> int:
    store = Store.open(load_settings().resolved_database_url)
    try:
        desk = ReviewDesk(ReviewStore.beside(store), default_corpus())
        if args.action == "verify-trail":
            return _verify(desk, args.expect)
        desk.recheck()
        if args.action == "list":
            state = State(args.status) if args.status else None
            rows = queue(desk.store, state, Order(args.order), args.words).rows
            print(json.dumps([_listed(r) for r in rows]) if args.json else "\n".join(map(_line, rows)))
        elif args.action == "show":
            _show(desk, args.answer, args.given, args.json)
        else:
            answers = [args.answer] if args.answer else [e.answer for e in desk.store.entries()]
            for answer in answers:
                print(json.dumps(_whole(desk, answer), ensure_ascii=False))
    finally:
        store.close()
    return 0


def _verify(desk: ReviewDesk, expected: str | None) -> int:
    report = desk.store.check_trail(expected)
    if report.faults:
        raise ReviewError(f"The audit trail does not hold. {' '.join(report.faults)}")
    print(f"{report.events} events, the trail holds. Last hash: {report.head or 'none'}")
    return 0


def _show(desk: ReviewDesk, answer: str, given: bool, as_json: bool) -> None:
    review = desk.review(answer)
    approved = None if given else desk.published(answer)
    shown = approved or desk.as_given(review.given)
    if as_json:
        print(shown.model_dump_json())
        return
    print(as_text(shown))
    print("\nAudit trail\n" + "\n".join(f"  {_event(e)}" for e in desk.trail(answer)))


def _whole(desk: ReviewDesk, answer: str) -> dict[str, Any]:
    review, approved = desk.review(answer), desk.published(answer)
    return {
        "answer": answer,
        "state": review.state,
        "reason": review.reason,
        "given": review.given.model_dump(mode="json"),
        "reviewed": approved.model_dump(mode="json") if approved else None,
        "trail": [{name: getattr(e, name) for name in Event.__slots__} for e in desk.trail(answer)],
    }


def _listed(row: Waiting) -> dict[str, Any]:
    entry = row.entry
    return {
        "answer": entry.answer,
        "question": entry.question,
        "audience": entry.audience.value,
        "status": entry.state,
        "reviewer": str(holder_of(entry) or "") or None,
        "asked": row.asked,
        "complaints": sorted(row.complaints),
        "submitted": entry.submitted.isoformat(timespec="seconds"),
    }


def _line(row: Waiting) -> str:
    entry = row.entry
    marks = [entry.state, f"asked {row.asked}"]
    marks += ["called unsafe"] if row.unsafe else []
    marks += [str(holder)] if (holder := holder_of(entry)) else []
    return f"{entry.answer}  {', '.join(marks)}\n    {entry.question}"


def _event(event: Event) -> str:
    who = ", ".join(filter(None, (event.actor, event.credential)))
    why = event.detail.get("reason") or event.detail.get("text") or ""
    return f"{event.number}. {event.moment[:19]} {who}: {event.action}{f'. {why}' if why else ''}"
