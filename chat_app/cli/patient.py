"""Reading a patient file: facts without identifiers, as JSON."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from chat_app.errors import LNConsultError
from chat_app.question.patient import PatientFacts


def read_patient(path: Path | None) -> PatientFacts:
    """Facts of the patient from a JSON file. Raises LNConsultError that names the file and the field."""
    if path is None:
        return PatientFacts()
    try:
        return PatientFacts.model_validate_json(path.read_bytes())
    except OSError as error:
        raise LNConsultError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise LNConsultError(f"{path}: {problems}.") from error
