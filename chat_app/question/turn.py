"""One turn of a conversation beside the turns before it: how both were read, and what the turn is like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat_app.guidelines.model import Corpus, SourceType
from chat_app.question.carry import carry_rules
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent
from chat_app.question.understand import understand
from chat_app.question.wording import worded
from chat_app.records.base import Turn
from guardrails.lexicon import Lexicon

_BARE_CLASS = re.compile(r"(?<![\w+/-])(?:II|III|V|VI)(?![\w+/-])")
"""Not IV: it may mean the route."""
_IV = re.compile(r"(?<!class )(?<![\w+/-])IV(?![\w+/-])")
_ROUTE = re.compile(r"\b(?:sc|subcut\w*|oral(?:ly)?|intravenous|infusion|inject\w*|pen)\b", re.IGNORECASE)
_DISEASE = re.compile(r"\b(?:lupus nephritis|ln|lupus kidney|lupus glomerul\w+)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!]+\s+")
_LEAD = re.compile(r"^[^:]*\blupus nephritis\b[^:]*: ", re.IGNORECASE)


class FollowUp:
    """A question in its conversation."""

    def __init__(
        self, question: str, thread: Sequence[Turn], lexicon: Lexicon, corpus: Corpus | None
    ) -> None:
        self.question = question.strip()
        self.thread = thread
        self.lexicon = lexicon
        self.corpus = corpus
        self.previous = understand(thread[-1].resolved or "", PatientFacts(), lexicon)
        if self.previous.classes and "class" not in self.question.lower():
            self.question = _BARE_CLASS.sub(r"class \g<0>", self.question)
        self.rules = carry_rules()
        another = self.rules.other_patient.search(self.question.lower())
        self.other_patient = another is not None
        if another and another.start() == 0 and self.question[another.end() :].strip():
            self.question = self.question[another.end() :].strip()  # "different" compares nothing here
        if self.rules.value_alone.match(self.question.lower()) and (measure := self._measure_before()):
            self.question = f"{measure} {self.question}"
        slip = self.previous.classes and self.rules.corrects.search(self.question.lower())
        if slip and not _ROUTE.search(thread[-1].question):
            self.question = _IV.sub("class IV", self.question)
        self.lowered = self.question.lower()
        self.now = understand(self.question, PatientFacts(), lexicon)
        other = {Intent.GENERAL}
        if Intent.CODING in self.previous.intents:  # what fails there is a claim, not a treatment
            other.add(Intent.REFRACTORY)
        self.asks = [i for i in self.now.intents if i not in other]

    def _last_asked(self) -> str:
        """The last sentence of the question before: it asks, those before it tell the case."""
        return _SENTENCE_END.split(self.thread[-1].resolved or "")[-1]

    def _own_before(self) -> str:
        """What the question before said itself, without the context put in front of it."""
        before = self.thread[-1]
        resolved = before.resolved or ""
        return resolved if resolved == before.question else _LEAD.sub("", resolved, count=1)

    def _measure_before(self) -> str:
        """The measure that was spoken of last, where this turn names none of its own."""
        measured = [m for m in self.lexicon.mentions(self.question) if m.kind == "measure"]
        last = [m for m in self.lexicon.mentions(self._own_before()) if m.kind == "measure"]
        return last[-1].surface if last and not measured else ""

    def _lead_before(self) -> str:
        """The context that stood in front of the question before."""
        resolved = self.thread[-1].resolved or ""
        return resolved.removesuffix(self._own_before())

    def _says_itself(self) -> bool:
        """Whether this turn is a whole question that points to nothing before it."""
        return bool(self.rules.whole.search(self.lowered)) and not self.rules.points_back.search(self.lowered)

    def _apart(self) -> frozenset[str]:
        """Findings named now that may stand apart from a drug."""
        return self.rules.apart.intersection(concepts(self.question, self.lexicon))

    def _treats(self) -> bool:
        """Whether this turn names a drug against the nephritis itself."""
        return bool(self.rules.treatments.intersection(self.now.drugs))

    def _of_trials(self, sources: Sequence[str]) -> tuple[str, ...]:
        """The drugs that most statements of a named trial are about."""
        return tuple(d for s in sources for d in trial_drugs(self.corpus, s)) if self.corpus else ()


def names_disease(text: str) -> bool:
    """Whether a text names lupus nephritis."""
    return bool(_DISEASE.search(text))


def concepts(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The concepts that a text names, in their order."""
    return tuple(dict.fromkeys(m.concept for m in lexicon.mentions(worded(text))))


def trial_drugs(corpus: Corpus, trial: str) -> tuple[str, ...]:
    """The drugs that at least half of a trial's statements are filed under; none for what is no trial."""
    name = trial.replace("-", "")
    statements = [
        s
        for s in corpus
        if s.source.replace("-", "").startswith(name) and corpus.source_of(s).type is SourceType.TRIAL
    ]
    drugs = dict.fromkeys(d for s in statements for d in s.drugs)
    return tuple(d for d in drugs if 2 * sum(d in s.drugs for s in statements) >= len(statements))
