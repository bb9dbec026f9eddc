"""Every error that LN Consult raises on purpose, each with a sentence for the person who meets it.

LNConsultError
├── SettingsError            a setting is missing or wrong; the program does not start
├── CorpusError              a corpus file is broken: names the file, the statement and the field
├── CaseError                a teaching case is broken: names the file, the step and the field
├── QuestionError            a question that cannot be worked on (empty, too long)
├── UnknownChoice            a value that is none of the allowed ones (audience, drug, writer)
├── CalculationError         a calculator refused: value out of range, or the corpus holds no rule
├── PromptError              a prompt file is broken: names the file and the line
├── ModelError               the model server failed
│   ├── ModelUnavailable     it could not be reached, refused, or the circuit is open
│   ├── ModelTimeout         it took too long to connect, to begin, between tokens or altogether
│   └── ModelAnswerError     it answered with nothing that can be used
├── QuestionSetError         a question set is broken: names the file, the item and the field
├── LabError                 a run of the prompt lab cannot be made, resumed or used as asked
├── RecordError              the database could not be opened, read or written
├── ReviewError              a review is not in a state, or in hands, that allow what was asked
├── RecordingError           a recorded consultation cannot be made, read or kept
└── PortInUse                the web server's port is taken
"""

from __future__ import annotations

from collections.abc import Iterable


class LNConsultError(Exception):
    """Base of all. `str(error)` is one line that says what happened and what to do."""


class SettingsError(LNConsultError):
    """A setting is missing or wrong."""


class CorpusError(LNConsultError):
    """A corpus file is broken. The message names file, statement and field."""


class CaseError(LNConsultError):
    """A teaching case or pathway is broken. The message names file, step and field."""


class QuestionError(LNConsultError):
    """A question that cannot be worked on."""


class UnknownChoice(LNConsultError):
    """A value that is none of the allowed ones."""


class CalculationError(LNConsultError):
    """A calculator refused: a value is missing or out of range, or the corpus holds no rule for this case.

    `citations` names the statements that the refusal rests on, where it rests on any.
    """

    def __init__(self, message: str, citations: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.citations = tuple(citations)


class PromptError(LNConsultError):
    """A prompt file is broken. The message names file and line."""


class ModelError(LNConsultError):
    """The model server failed."""


class ModelUnavailable(ModelError):
    """The model server could not be reached or refused, or the circuit is open."""


class ModelTimeout(ModelError):
    """The model server took too long."""


class ModelAnswerError(ModelError):
    """The model answered with nothing that can be used."""


class QuestionSetError(LNConsultError):
    """A question set is broken. The message names file, item and field."""


class LabError(LNConsultError):
    """A run of the prompt lab cannot be made, resumed or used as asked."""


class RecordError(LNConsultError):
    """The database could not be opened, read or written."""


class ReviewError(LNConsultError):
    """A review is not in a state, or not in the hands, that allow what was asked."""


class RecordingError(LNConsultError):
    """A recorded consultation cannot be made, read or kept. The message names the field that is wrong."""


class PortInUse(LNConsultError):
    """The web server's port is taken."""
