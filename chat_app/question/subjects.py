"""The diseases, findings and measures that a turn carries over."""

from __future__ import annotations

from chat_app.question.beside import CarriedDrugs
from chat_app.question.query import Intent
from chat_app.question.turn import concepts
from chat_app.question.wording import worded

_FEW_SUBJECTS = 2
_BIOPSY = "biopsy"
_EXAMINATIONS = frozenset({_BIOPSY, "repeat biopsy"})


class CarriedSubjects(CarriedDrugs):
    """What beside drugs and population is in question at a turn."""

    def _subjects(self) -> tuple[str, ...]:
        """Diseases, findings and measures in question, where this turn names none of its own."""
        subjects = self.rules.subjects
        own = subjects.intersection(concepts(self.question, self.lexicon))
        words = self._words_of(worded(self.question))
        if ((own or words) and not self.rules.condition.search(self.lowered)) or self._interacts():
            return ()
        drugs = self._drugs()
        if self.rules.leaves_source.intersection(self.asks) and drugs and not self.now.drugs:
            return ()
        if self.asks[:1] == [Intent.EVIDENCE] and drugs and self._of_trials(self.previous.sources):
            return ()  # "phase 3?" asks for more on the drug of the trial
        says_itself = self._says_itself()
        if says_itself and self.now.drugs and (self.now.classes or self.now.population):
            return ()
        if self._treats() or not self._examines():
            subjects = subjects - _EXAMINATIONS
        asked = self._last_asked()
        if not concepts(asked, self.lexicon):  # "… nephrotic. What is going on?"
            asked = self.thread[-1].resolved or ""
        if before_words := self._words_of(worded(asked)):
            return before_words[:_FEW_SUBJECTS]
        before = [c for c in concepts(asked, self.lexicon) if c in subjects - own]
        # A biopsy that shows something is no subject beside what it shows.
        shown = [c for c in before if c != _BIOPSY]
        refractory = Intent.REFRACTORY in self.previous.intents and "refractory" not in shown
        if refractory and not self.rules.leaves_refractory.intersection(self.asks):
            shown.append("refractory")
        return tuple(shown or ([] if self.previous.classes else before))[:_FEW_SUBJECTS]

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
