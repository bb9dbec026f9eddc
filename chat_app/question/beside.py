"""The drugs that a turn carries over: those asked about before it, and those it sets beside them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from chat_app.clinic.codes import drugs_of
from chat_app.question.answered import LastAnswer
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent
from chat_app.question.turn import concepts
from chat_app.question.understand import class_members, understand
from chat_app.records.base import Turn
from guardrails.spelling import mended

_FEW_DRUGS = 3
"""A statement of more drugs is about regimens, not about one drug beside another."""
_LIFE_STAGES = frozenset({"pregnancy", "paediatric"})
_REPLACEMENT = frozenset({"dialysis", "transplant"})
_FOR_ALL = frozenset({"hydroxychloroquine"})
_COURSE = frozenset({Intent.PROGNOSIS, Intent.RELAPSE})
_GIVING = frozenset({Intent.DOSE, Intent.ADMINISTRATION})
_DRUG_KINDS = frozenset({"drug", "brand", "drug_class"})
_IT = re.compile(r"\b(?:it|this|that|them)\b")


class CarriedDrugs(LastAnswer):
    """The drugs in question at a turn."""

    def _drugs(self) -> tuple[str, ...]:
        """Drugs to put in front of the question; those it names itself need no repeating."""
        return self._carried

    @functools.cached_property
    def _carried(self) -> tuple[str, ...]:
        if picked := self._picked() or self._others():
            return picked
        tried = self._of_trials(self.previous.sources)
        before = self._named_before() or drugs_of(self.previous.codes) or self._pointed_to()
        if before and (known := self._known_by()):
            return known
        if len(before) == 1 and not self.now.drugs and self.rules.the_two.search(self.lowered):
            before = (*self._asked_earlier(before), *before)
        if tried and set(tried).isdisjoint(before):  # "steroid taper they used?" asks on about the trial
            before = tried
        if self.rules.other_one.search(self.lowered):
            return self._other()
        several = self.rules.asks_set.search(self.lowered) and not self.now.drugs
        if several and self.rules.set_of.intersection(self.asks[:1]):
            return ()
        if self.now.sources and self.rules.editions.search(self.lowered):
            return ()
        if not self.now.drugs and self.rules.of_disease.search(self.lowered):
            return ()
        if self._of_trials(self.now.sources) or self.asks[:1] == [Intent.CLASSIFICATION]:
            return ()
        if not self.now.drugs:
            if self._parts_with(before):
                return ()
            told = self.rules.takes.search(self.thread[-1].question.lower())
            if not told and not _IT.search(self.lowered):  # "mesna?" was answered; the treatment goes on
                before = self._treating(before)
            if self._left_aside(before):
                return ()
            by_mouth = self.rules.by_mouth.search(self.lowered)
            return tuple(dict.fromkeys(self.rules.oral_of.get(d, d) for d in before)) if by_mouth else before
        if any(p.search(self.lowered) for p in self.rules.adds) or self._joins() or self._accompanies(before):
            stay = self._treating(before)
            if len(stay) > 1 and not self._joins():  # cyclosporine with MMF, "tacrolimus too?"
                kin = self._kinds(self.now.drugs)
                stay = tuple(d for d in stay if not kin & self._kinds([d])) or stay
            return tuple(d for d in stay if d not in self.now.drugs)
        return ()

    def _parts_with(self, drugs: Sequence[str]) -> bool:
        """Whether this turn names a finding of its own on which the corpus says nothing for these drugs.

        After "belimumab?" in pregnancy, "anti-Ro positive" goes on about the pregnancy.
        """
        own = self._apart()
        words = [p for p in self.rules.apart_words if p.search(self.lowered)]
        if not (own or words) or not drugs or self.corpus is None or _GIVING.intersection(self.asks):
            return False
        if own & _REPLACEMENT and set(drugs) == _FOR_ALL and not _IT.search(self.lowered):
            return True  # what everybody takes was asked of in passing
        special = _LIFE_STAGES.intersection((*self.previous.population, *self.now.population))
        about = [
            s
            for s in self.corpus
            if not set(drugs).isdisjoint(s.drugs) and (not special or special.intersection(s.population))
        ]
        return not any(
            own.intersection(concepts(s.text, self.lexicon)) or any(p.search(s.text.lower()) for p in words)
            for s in about
        )

    def _kinds(self, drugs: Sequence[str]) -> frozenset[str]:
        """The classes in which drugs stand for one another."""
        return frozenset(c for d in drugs for c in self.lexicon.classes_of(d) if class_members(c))

    def _left_aside(self, drugs: Sequence[str]) -> bool:
        """Whether the thread is about a disease or an outcome, and the drugs before were named aside."""
        if _IT.search(self.lowered):
            return False
        if self.now.population and _COURSE.intersection(self.asks):
            return True
        if self.rules.treatments.intersection(drugs):
            return False
        own = any(p.search(self.lowered) for p in self.rules.subject_words)
        if own or not self.rules.subjects.isdisjoint(concepts(self.question, self.lexicon)):
            return True
        return self._has_subject() and not self.rules.asked_of_aside.intersection(self.asks)

    def _has_subject(self) -> bool:
        """Whether the last question spoke of a disease, a finding or a measure."""
        subjects = self.rules.subjects - self.rules.measures
        return not subjects.isdisjoint(concepts(self._last_asked(), self.lexicon))

    def _as_named(self, drugs: Sequence[str]) -> tuple[str, ...]:
        """Drugs that were asked about by the name of their class, by that name."""
        mentions = self.lexicon.mentions(mended(self.thread[-1].resolved or ""))
        named = {m.concept for m in mentions}
        shown = list(drugs)
        for drug_class in dict.fromkeys(m.concept for m in mentions if m.kind == "drug_class"):
            members = class_members(drug_class)
            if members and set(members) <= set(shown) and named.isdisjoint(members):
                shown[shown.index(members[0])] = drug_class
                shown = [d for d in shown if d not in members]
        return tuple(shown)

    def _named_before(self) -> tuple[str, ...]:
        """The drugs of the last question; where it names any itself, not those that its shorthand means."""
        given = tuple(d for d in self.previous.given if d in self.rules.treatments)
        drugs = self.previous.drugs or given
        named = {m.concept for m in self.lexicon.mentions(mended(self.thread[-1].resolved or ""))}
        spared = self._spared_in(self.thread[-1].question)
        drugs = tuple(d for d in drugs if not spared & {d, *self.lexicon.classes_of(d)})
        return tuple(d for d in drugs if named & {d, *self.lexicon.classes_of(d)}) or drugs

    def _pointed_to(self) -> tuple[str, ...]:
        """The drug that a pronoun stands for, where the last question named none: "and for men on it?".

        A question about the code of the disease leaves the drug before it in question.
        """
        if len(self.thread) > 1 and self.rules.of_disease.search(self.thread[-1].question.lower()):
            return understand(self.thread[-2].resolved or "", PatientFacts(), self.lexicon).drugs
        if not self.rules.drug_pronoun.search(self.lowered):
            return ()
        if sole := self._sole():
            return sole
        turns = (understand(t.resolved or "", PatientFacts(), self.lexicon) for t in reversed(self.thread))
        return next((query.drugs for query in turns if query.drugs), ())

    def _asked_earlier(self, drugs: tuple[str, ...]) -> tuple[str, ...]:
        """The drug asked about before these, where there was one: "which of the two?"."""
        for turn in reversed(self.thread[:-1]):
            asked = understand(turn.resolved or "", PatientFacts(), self.lexicon).drugs
            if other := tuple(d for d in self._treating(asked) if d not in drugs):
                return other if len(other) == 1 else ()
        return ()

    def _spared_in(self, text: str) -> frozenset[str]:
        """Drugs of which a turn tells that the patient does not take them: "she can't have MMF"."""
        told = mended(text)
        return frozenset(
            m.concept
            for m in self.lexicon.mentions(told)
            if self.rules.spared.search(told[: m.start].lower())
            or (m.kind in _DRUG_KINDS and self.rules.ruled_out.search(told[m.end :].lower()))
        )

    def _treating(self, drugs: tuple[str, ...]) -> tuple[str, ...]:
        """Of drugs, those against the nephritis; all of them where there is none."""
        return tuple(d for d in drugs if d in self.rules.treatments) or drugs

    def _accompanies(self, before: Sequence[str], topic: str = "") -> bool:
        """Whether the drugs named now treat no nephritis, and the corpus names them with one that does.

        "Mesna needed?" or "she takes allopurinol" asks about the treatment before it. With a topic, only
        statements filed under it count.
        """
        treatments = self.rules.treatments
        main = [d for d in before if d in treatments]
        if not main or self.corpus is None or treatments.intersection(self.now.drugs):
            return False
        about = [
            s
            for s in self.corpus
            if len(s.drugs) <= _FEW_DRUGS
            and not set(main).isdisjoint(s.drugs)
            and (not topic or topic in s.topics)
        ]
        names = {n for d in self.now.drugs for n in (d, *self.lexicon.classes_of(d))}
        if any(p.search(d) for d in self.now.drugs for p in self.rules.instead_of):
            return False  # an antibody that the corpus has not is asked about in place of another
        if not any(d in s.drugs for s in self.corpus for d in self.now.drugs):
            return True  # the corpus has nothing on it by itself
        named = re.compile("|".join(rf"\b{re.escape(n)}s?\b" for n in names), re.IGNORECASE)
        return any(not names.isdisjoint(s.drugs) or named.search(s.text) for s in about)

    def _interacts(self) -> bool:
        """Whether a drug is told that the patient takes beside the one in question."""
        if not self.previous.drugs:
            return False
        if not self.now.drugs:  # a drug that the lexicon has not, of a kind that interacts
            told = self.rules.takes.search(self.lowered)
            return bool(told) and "drug-interactions" in self.now.topics
        other = not self.rules.treatments.issuperset(self.now.drugs)
        if self._joins() or (other and self.rules.takes.search(self.lowered)):
            return True
        return other and self._accompanies(self._named_before(), topic="drug-interactions")

    def _joins(self) -> bool:
        """Whether a pronoun puts the drug named beside the one before: "combine it with voclosporin"."""
        return any(p.search(self.lowered) for p in self.rules.joins)

    def _other(self) -> tuple[str, ...]:
        """Of two drugs that were compared, the one that the first answer about them did not prefer."""
        pair: tuple[str, ...] = ()
        preferred: Turn | None = None
        for turn in reversed(self.thread):
            drugs = understand(turn.resolved or turn.question, PatientFacts(), self.lexicon).drugs
            if pair and not set(pair) <= set(drugs):
                break
            if len(drugs) >= 2:
                pair, preferred = drugs, turn
        if not pair or preferred is None:
            return self.previous.drugs
        answer = preferred.answer
        text = answer.bottom_line[0].text if answer and answer.bottom_line else ""
        named = [
            drug
            for m in self.lexicon.mentions(text)
            for drug in (m.concept, *self.lexicon.members(m.concept))
            if drug in pair
        ]
        first = named[0] if named else pair[0]
        return tuple(d for d in pair if d != first)[:1]
