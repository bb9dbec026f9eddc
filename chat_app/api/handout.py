"""`/api/cases/{id}/handout.pdf`: the handout of a teaching case, for the path that the address tells."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from chat_app.api.ask import problem
from chat_app.errors import LNConsultError
from chat_app.guidelines.load import default_corpus
from chat_app.settings import load_settings
from chat_app.teaching.check import current_library
from chat_app.teaching.work import best_path, unpacked


def handout(request: Request) -> Response:
    """The handout as PDF. Without `work`, it is that of the path of the best options."""
    # The library that makes PDF files is slow to load.
    from chat_app.teaching.handout import handout_of
    from chat_app.teaching.handout_pdf import handout_pdf

    try:
        library, _ = current_library(load_settings().resolved_data_folder)
    except LNConsultError as error:
        return problem(503, str(error))
    case = library.cases.get(request.path_params["id"])
    if case is None:
        return problem(404, "There is no case of this name.")
    version = library.versions[case.id]
    work = request.query_params.get("work")
    progress = unpacked(case, version, work) if work else best_path(case, version)
    if progress is None:
        return problem(400, "This work belongs to another version of the case. Begin the case again.")
    made = handout_pdf(handout_of(library, default_corpus(), case, progress))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="ln-consult-{case.id}.pdf"',
    }
    return Response(made, media_type="application/pdf", headers=headers)
