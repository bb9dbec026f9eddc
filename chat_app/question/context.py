"""What one question leans on, out of the questions before it, said in front of it."""

from __future__ import annotations

import re

from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from chat_app.question.subjects import CarriedSubjects
from chat_app.question.turn import concepts, names_disease
from chat_app.question.understand import understand

_REPLACEMENT = frozenset({"dialysis", "transplant"})
_KINDS = frozenset({"glucocorticoids"})
"""Topics that are kinds of drugs."""
_LIFE_STAGES = frozenset({"pregnancy", "paediatric"})
_OF_TREATMENT = frozenset({Intent.REFRACTORY, Intent.RELAPSE, Intent.PREGNANCY, Intent.PREVENTION})
_OTHER_STAGES = frozenset({"initial-therapy", "maintenance-therapy", "relapse", "trial-evidence"})
_COVERAGE = frozenset({Intent.CODING, Intent.INDICATION})
_KIDNEY_FUNCTION = re.compile(r"\b(?:e?gfr|creatinine clearance)\D{0,14}\d", re.IGNORECASE)
"""A value told now says itself whether it is reduced."""
_SLIP_WORDS = 4
_BARE = 2
"""Words of "why not?" alone."""
_STAGE = "maintenance therapy"
_EXCHANGED = (
    frozenset({"drug", "brand", "drug_class"}),
    frozenset({"class"}),
    frozenset({"route"}),
    frozenset({"population"}),
)
"""Kinds of names of which one is said for another."""
_IT = re.compile(r"\b(?:it|this|that)\b")
_DENIED = re.compile(r",?\s+(?:and\s+)?not\s+(?:the\s+)?(?:\S+\s+)?\S+\W*$", re.IGNORECASE)
"""The slip, where it is said again: "V, not IV"."""
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.]\d)")


class Context(CarriedSubjects):
    """What one question leans on, out of the questions before it."""

    def sentence(self) -> str:
        """The question with its context in front of it."""
        restated = self.restated()
        if restated and self.rules.corrects.search(self.lowered) and names_disease(restated):
            return restated
        if self._on_answer(self.question):
            return self._of_answer()
        drugs = [self._shown(d) for d in self._as_named(self._drugs())]
        joint = " or " if Intent.COMPARISON in self.previous.intents else " and "
        matter = self._matter()
        if matter == self.rules.nouns[Intent.PREGNANCY] and not drugs:
            matter = ""
        lead = " ".join(
            part
            for part in (
                " and ".join(self._shown(s) for s in self._with_extension(self._sources())),
                joint.join(drugs) or self._drug_matter(),
                matter,
            )
            if part
        )
        classes = self._classes()
        place = f"class {'+'.join(classes)} lupus nephritis" if classes else "lupus nephritis"
        where = " ".join(part for part in (self._stage(matter), self._people(matter)) if part)
        context = " ".join(part for part in (lead, f"in {place}" if lead else place, where) if part)
        subjects = [self._shown(s) for s in self._subjects()]
        about = " and ".join(s for s in subjects if s.lower() not in lead.lower())
        context += f", about {about}" if about else ""
        return f"{context[0].upper()}{context[1:]}: {restated or self.question}"

    def _of_answer(self) -> str:
        """The last question once more, where this turn asks where its answer comes from."""
        first = self.thread[0]
        asked = next(t for t in reversed(self.thread) if t is first or not self._on_answer(t.question))
        return f"{(asked.resolved or asked.question).rstrip(' .?!')}: {self.question}"

    def _on_answer(self, text: str) -> bool:
        return bool(self.rules.of_answer.search(text.lower()))

    def own(self) -> str:
        """What the question says itself: all of it, where it is put right or has a number put into it."""
        return self.restated() or self.question

    def restated(self) -> str:
        """The last question with another number or name in it, where this turn is nothing else."""
        before = self._own_before()
        alone = self.rules.number_alone.match(self.lowered)
        if alone is None:
            return self._with_name(before)
        unit = (alone["unit"] or "").strip()
        numbers = [
            m for m in _NUMBER.finditer(before) if not unit or before[m.end() :].lstrip().startswith(unit)
        ]
        if not numbers:
            return ""
        return f"{before[: numbers[-1].start()]}{alone['number']}{before[numbers[-1].end() :]}"

    def _with_name(self, before: str) -> str:
        """A question with the drug, class or route in it that this turn says was meant: "no, I meant SC"."""
        question = _DENIED.sub("", self.question)
        said = self.lexicon.mentions(question)
        slip = self.rules.corrects.search(self.lowered)
        if not slip or len(said) != 1 or len(question[slip.end() :].split()) > _SLIP_WORDS:
            return ""
        if self._last_asked() != (self.thread[-1].resolved or ""):  # a case is not told again
            return ""
        kinds = next((kinds for kinds in _EXCHANGED if said[0].kind in kinds), frozenset())
        old = [m for m in self.lexicon.mentions(before) if m.kind in kinds and m.concept != said[0].concept]
        if len({m.concept for m in old}) != 1:
            return ""
        return f"{before[: old[0].start]}{said[0].surface}{before[old[0].end :]}"

    def _main(self) -> Intent:
        """What the last question asked; one that asked why asked nothing new."""
        before = next(
            (t for t in reversed(self.thread) if not self.rules.why.search(t.question.lower())), None
        )
        if before is not None and before is not self.thread[-1]:
            return understand(before.resolved or "", PatientFacts(), self.lexicon).intents[0]
        lead = self._lead_before()
        if lead and self.rules.in_state.search(
            self._own_before().lower()
        ):  # a state is told, and nothing asked
            return understand(lead, PatientFacts(), self.lexicon).intents[0]
        last = understand(self._last_asked(), PatientFacts(), self.lexicon).intents[0]
        return self.previous.intents[0] if last is Intent.GENERAL else last

    def _before_diagnosis(self) -> str:
        """What the thread wanted to know before it turned to an examination."""
        for turn in reversed(self.thread):
            intent = understand(turn.resolved or "", PatientFacts(), self.lexicon).intents[0]
            if intent not in {Intent.DIAGNOSIS, Intent.GENERAL}:
                return self.rules.nouns[intent]
        return self.rules.nouns[Intent.TREATMENT]

    def _drug_matter(self) -> str:
        """A kind of treatment that was in question without the name of a drug."""
        if self.now.drugs or self._of_trials(self.now.sources) or self.asks[:1] == [Intent.CLASSIFICATION]:
            return ""
        return next((self.rules.names[t] for t in self.previous.topics if t in _KINDS), "")

    def _matter(self) -> str:
        """What was asked, where this question does not say what it asks."""
        rules = self.rules
        main = self._main()
        asked = (self.thread[-1].resolved or "").lower()
        kept = next(
            (
                m.noun
                for m in rules.matters
                if m.topic in self.previous.topics and (m.cue is None or m.cue.search(asked))
            ),
            "",
        )
        if main is Intent.CODING:
            covered = rules.covers.search(asked) or rules.payers.intersection(self.previous.sources)
            kept = rules.coverage if covered else rules.nouns[main]
        kept = kept or ("" if main is Intent.GENERAL else rules.nouns[main])
        limited = "ckd" in self.previous.population or Intent.SAFETY in self.previous.intents
        if rules.why_not.search(self.lowered) and len(self.lowered.split()) > _BARE and not limited:
            return rules.nouns[Intent.TREATMENT]
        if self._spared_in(self.question):  # a drug ruled out is a condition
            return kept if main in _OF_TREATMENT else rules.nouns[Intent.TREATMENT]
        if rules.why.search(self.lowered) and self._apart():
            return ""
        if rules.why.search(self.lowered):
            # Where kidney function or safety set a limit, the reason stands with the limit, not in a trial.
            return (kept or rules.nouns[Intent.SAFETY]) if limited else rules.nouns[Intent.EVIDENCE]
        if rules.afterwards.search(self.lowered):
            initial = _was_initial(self.previous)
            if "refractory" in self.previous.topics and main not in rules.goes_on:
                return rules.nouns[Intent.TREATMENT]
            if initial or main not in rules.goes_on:
                return "maintenance therapy"
            return f"{kept} afterwards".strip()
        if rules.other_one.search(self.lowered) or rules.becomes.search(self.lowered):
            return ""
        if rules.puts_to_use.search(self.lowered):
            return rules.nouns[Intent.TREATMENT]
        if main is Intent.CODING and Intent.DURATION in self.asks:  # of an approval, or a code for long use
            return kept
        if main is Intent.MONITORING and self._drugs() and rules.moved.search(self.lowered):
            return rules.nouns[Intent.DOSE]
        if main in rules.states_of and rules.in_state.search(self.lowered):
            return kept
        if main in {Intent.COMPARISON, Intent.DEFINITION} and self.now.drugs and not self._joins():
            kept = ""
        for rule in rules.turns:
            if rule.after in self.previous.intents and rule.asks in self.asks:
                return rule.noun
        if main is Intent.EVIDENCE and rules.in_place.search(self.lowered) and self._treats():
            return rules.nouns[Intent.TREATMENT]
        fails = self.asks[:1] == [Intent.REFRACTORY] and "refractory" not in self.lowered
        if fails and not _DIGIT.search(self.lowered):
            return rules.nouns[Intent.REFRACTORY]  # "what if that fails?"
        if not self.asks and self._interacts():
            return rules.interaction
        if rules.condition.search(self.lowered) and rules.conditional.issuperset(self.asks):
            return kept
        if self.asks or (self.now.drugs and self.now.population):
            return ""
        if main is Intent.DIAGNOSIS and (self._treats() or rules.finding.search(self.lowered)):
            return self._before_diagnosis()
        told = main in rules.ends_with_finding and rules.finding.search(self.lowered) and self._apart()
        if told or self._says_itself():
            return ""
        stage = _LIFE_STAGES.intersection(self.previous.population) and main in rules.goes_on
        if stage and self.now.drugs and kept == rules.nouns[main]:
            return rules.nouns[Intent.TREATMENT]  # whether the drug may be given at all comes first
        opening = self._opening()
        if self.now.drugs and opening and opening != kept:
            return f"{opening} and {kept}" if kept else opening
        return kept

    def _opening(self) -> str:
        """What the thread began with, where its first question asked for the same drugs as the last."""
        first = understand(self.thread[0].resolved or "", PatientFacts(), self.lexicon)
        same = first.drugs == self.previous.drugs and first.intents[0] is Intent.EVIDENCE
        return self.rules.nouns[Intent.EVIDENCE] if same else ""

    def _classes(self) -> tuple[str, ...]:
        if self.other_patient:
            return ()
        if self._of_trials(self.now.sources):  # a trial had classes of its own
            return ()
        if not self.now.classes or self.rules.becomes.search(self.lowered):
            return self.previous.classes
        return ()

    def _population(self) -> list[str]:
        now = self.now.population
        if self.other_patient:
            return []
        last = self.lexicon.mentions(self._last_asked())
        # A start of dialysis is asked about before there is any; what follows is about dialysis.
        replacement = [m.concept for m in last if m.concept in _REPLACEMENT]
        feared = self.rules.feared.search(self._last_asked().lower())
        hoped = self.rules.hoped.search(self._last_asked().lower())
        measured = _KIDNEY_FUNCTION.search(self.restated() or self.question)
        return [
            p
            for p in dict.fromkeys([*self.previous.population, *replacement])
            if p in self.rules.population
            and p not in now
            and not (p == "ckd" and measured)
            and not (hoped and p == "pregnancy")
            and not (feared and (p == "ckd" or p in _REPLACEMENT))
            and self.rules.excludes.get(p) not in now
            and not (p in self.rules.undoes and self.rules.undoes[p].search(self.lowered))
        ]

    def _stage(self, matter: str) -> str:
        """Maintenance, where the thread has come to it and this turn asks on about treatment."""
        rules = self.rules
        stays = (
            _STAGE in concepts(self.thread[-1].resolved or "", self.lexicon)
            and _OTHER_STAGES.isdisjoint(self.now.topics)
            and rules.stage_of.issuperset((self._main(), *self.asks))
            and not self._apart()
        )
        return f"in {_STAGE}" if stays and _STAGE not in matter else ""

    def _people(self, matter: str) -> str:
        """The population in words. Dialysis and transplantation together are a choice, not a state."""
        people = self._population()
        if _REPLACEMENT.intersection(people):  # reduced kidney function goes without saying
            people = [p for p in people if p != "ckd"]
        if matter == self.rules.nouns[Intent.PREGNANCY]:  # "use in pregnancy" has said it
            people = [p for p in people if p != "pregnancy"]
        if set(people) >= _REPLACEMENT:
            people = [p for p in people if p not in _REPLACEMENT]
            return " ".join([*(self.rules.population[p] for p in people), self.rules.kidney_replacement])
        return " and ".join(self.rules.population[p] for p in people)

    def _sources(self) -> tuple[str, ...]:
        """A trial or body stays in question while the reader asks on about its results and definitions."""
        before = self.previous.sources
        if self.now.sources:
            kept = before if self.rules.differs.search(self.lowered) else ()
            if _IT.search(self.lowered) and not self._of_trials(self.now.sources):
                kept = tuple(s for s in before if self._of_trials((s,)))  # what a body thinks of a trial
            return tuple(s for s in kept if s not in self.now.sources)
        if self.rules.in_trial.search(self.lowered) and any(self._of_trials((s,)) for s in before):
            return before
        if self.rules.of_body.search(self.lowered) and not self.now.drugs:
            return before
        other_matter = self.asks and self.asks[0] not in self.previous.intents
        if other_matter and not _COVERAGE.intersection(self.previous.intents):
            before = tuple(s for s in before if self._of_trials((s,)))
        if self.now.drugs or self.rules.puts_to_use.search(self.lowered):
            before = tuple(s for s in before if not self._of_trials((s,)))
        return () if self.rules.leaves_source.intersection(self.asks) else before

    def _with_extension(self, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Trials in question, with the extension of a first one where this turn asks what came later."""
        if not self.rules.later_on.search(self.lowered):
            return sources
        trials = self.lexicon.concepts("trial")
        later = (f"{s.removesuffix('-1')}-2" for s in sources if s.endswith("-1"))
        return tuple(dict.fromkeys((*sources, *(t for t in later if t in trials))))

    def _shown(self, concept: str) -> str:
        """A name as clinicians write it."""
        bodies = {*self.lexicon.concepts("body"), *self.lexicon.concepts("trial")}
        return self.rules.names.get(concept.lower()) or (concept.upper() if concept in bodies else concept)


def _was_initial(previous: Query) -> bool:
    return "maintenance-therapy" not in previous.topics and bool(
        {"initial-therapy", "dosing", "duration-withdrawal", "cyclophosphamide"}.intersection(previous.topics)
    )
