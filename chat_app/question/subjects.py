"""The diseases, findings and measures that a turn carries over."""

from __future__ import annotations

import re

from chat_app.question.beside import CarriedDrugs
from chat_app.question.query import Intent
from chat_app.question.turn import concepts
from chat_app.question.wording import worded

_FEW_SUBJECTS = 2
_BIOPSY = "biopsy"
_IT = re.compile(r"\b(?:it|this|that)\b")
_EXAMINATIONS = frozenset({_BIOPSY, "repeat biopsy"})


class CarriedSubjects(CarriedDrugs):
    """What beside drugs and population is in question at a turn."""

    def _subjects(self) -> tuple[str, ...]:
        """Diseases, findings and measures in question, where this turn names none of its own."""
        subjects = self.rules.subjects
        own = subjects.intersection(concepts(self.question, self.lexicon))
        words = self._words_of(worded(self.question))
        told = (self.rules.condition, self.rules.history, self.rules.result)
        beside = any(cue.search(self.lowered) for cue in told)
        if ((own or words) and not beside) or self._interacts():
            return ()
        drugs = self._drugs()
        if self.rules.leaves_source.intersection(self.asks) and drugs and not self.now.drugs:
            return ()
        if self.asks[:1] == [Intent.EVIDENCE] and drugs and self._of_trials(self.previous.sources):
            return ()  # "phase 3?" asks for more on the drug of the trial
        says_itself = self._says_itself()
        if says_itself and self.now.drugs and (self.now.classes or self.now.population):
            return ()
        if (
            self._treats()
            and self.rules.in_place.search(self.lowered)
            and Intent.EVIDENCE in self.previous.intents
        ):
            return ()
        if self._treats():
            subjects = subjects - _EXAMINATIONS - self.rules.measures
        elif not self._examines():
            subjects = subjects - _EXAMINATIONS
        subjects = subjects - own
        asked = self._last_asked()
        if not concepts(asked, self.lexicon):  # "… nephrotic. What is going on?"
            asked = self.thread[-1].resolved or ""
        found = self._named_in(asked, subjects)
        refractory = Intent.REFRACTORY in self.previous.intents and "refractory" not in found
        if refractory and not self.rules.leaves_refractory.intersection(self.asks):
            found = (*found, "refractory")
        nothing = not (found or drugs or self.now.drugs or self.previous.sources)
        if nothing and _IT.search(self.lowered):  # what "it" stands for was named before the last question
            earlier = (self._named_in(t.resolved or "", subjects) for t in reversed(self.thread[:-1]))
            found = next((names for names in earlier if names), ())
        return found[:_FEW_SUBJECTS]

    def _named_in(self, asked: str, subjects: frozenset[str]) -> tuple[str, ...]:
        """The subjects that a question names."""
        if words := self._words_of(worded(asked)):
            return words
        named = tuple(c for c in concepts(asked, self.lexicon) if c in subjects)
        # A biopsy that shows something is no subject beside what it shows.
        shown = tuple(c for c in named if c != _BIOPSY)
        return shown or (() if self.previous.classes else named)

    def _examines(self) -> bool:
        """Whether this turn may ask on about an examination: "risks?", "when is it repeated?"."""
        if self.rules.points_back.search(self.lowered) or self.now.population:
            return True
        asks = self.rules.examined_for.intersection(self.asks) and not self._says_itself()
        return bool(asks) or len(self.lowered.split()) == 1

    def _words_of(self, text: str) -> tuple[str, ...]:
        """Subjects for which the lexicon has no concept, as they are written."""
        found = (p.search(text.lower()) for p in self.rules.subject_words)
        return tuple(text[m.start() : m.end()] for m in found if m)
