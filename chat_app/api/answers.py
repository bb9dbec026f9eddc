"""Answers by their id, as JSON and as files: as they were given, and as a reviewer approved them."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chat_app.answer import Answer
from chat_app.api.ask import problem
from chat_app.errors import LNConsultError, RecordError
from chat_app.export import FORMATS
from chat_app.ui.worker import shared_worker

_Find = Callable[[str], Answer]


def routes() -> list[BaseRoute]:
    """`/api/answers/ID` and `/api/reviewed/ID`, each also with the extension of an export."""
    found: list[BaseRoute] = []
    for name, find in (("answers", _given), ("reviewed", _reviewed)):
        found.append(Route(f"/api/{name}/{{id:str}}.{{extension:str}}", _export(find), methods=["GET"]))
        found.append(Route(f"/api/{name}/{{id:str}}", _json(find), methods=["GET"]))
    return found


def _given(answer_id: str) -> Answer:
    """An answer exactly as it was given, with where its review stands. Raises RecordError."""
    worker = shared_worker()
    turn = worker.store.turn(answer_id)
    if turn.answer is None:
        raise RecordError(turn.error or "This question has no answer yet.")
    return worker.desk.as_given(turn.answer)


def _reviewed(answer_id: str) -> Answer:
    """The approved text of an answer. Raises RecordError where there is none."""
    found = shared_worker().desk.published(answer_id)
    if found is None:
        raise RecordError("There is no reviewed answer at this address.")
    return found


def _json(find: _Find) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        try:
            answer = find(request.path_params["id"])
        except LNConsultError as error:
            return problem(404, str(error))
        return JSONResponse(answer.model_dump(mode="json"), headers={"Cache-Control": "no-store"})

    return respond


def _export(find: _Find) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        wanted = request.path_params["extension"]
        chosen = next((f for f in FORMATS.values() if f.extension == wanted), None)
        if chosen is None:
            known = ", ".join(f.extension for f in FORMATS.values())
            return problem(404, f"An answer can be exported as: {known}.")
        try:
            answer = find(request.path_params["id"])
        except LNConsultError as error:
            return problem(404, str(error))
        name = f"ln-consult-{answer.id[:8]}.{chosen.extension}"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(chosen.render(answer), media_type=chosen.mime, headers=headers)

    return respond
