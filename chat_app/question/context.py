"""What one question leans on, out of the questions before it, said in front of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat_app.clinic.codes import drugs_of
from chat_app.guidelines.model import Corpus, SourceType
from chat_app.question.carry import carry_rules
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from chat_app.question.understand import understand
from chat_app.question.wording import worded
from chat_app.records.base import Turn
from guardrails.lexicon import Lexicon

_FEW_DRUGS = 3
"""A statement of more drugs is about regimens, not about one drug beside another."""
_FEW_SUBJECTS = 2
_BIOPSY = "biopsy"
_EXAMINATIONS = frozenset({_BIOPSY, "repeat biopsy"})
_LIFE_STAGES = frozenset({"pregnancy", "paediatric"})
_BARE_CLASS = re.compile(r"(?<![\w+/-])(?:II|III|V|VI)(?![\w+/-])")
"""Not IV: it may mean the route."""
_IT = re.compile(r"\b(?:it|this|that|them)\b")
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.]\d)")
_SENTENCE_END = re.compile(r"[.?!]+\s+")


class Context:
    """What one question leans on, out of the questions before it."""

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
        self.lowered = self.question.lower()
        self.now = understand(self.question, PatientFacts(), lexicon)
        self.asks = [i for i in self.now.intents if i is not Intent.GENERAL]
        self.rules = carry_rules()
        self.main = self._main()

    def sentence(self) -> str:
        """The question with its context in front of it."""
        drugs = [self._shown(d) for d in self._drugs()]
        joint = " or " if Intent.COMPARISON in self.previous.intents else " and "
        lead = " ".join(
            part
            for part in (
                " and ".join(self._shown(s) for s in self._sources()),
                joint.join(drugs) or self._drug_matter(),
                self._matter(),
            )
            if part
        )
        classes = self._classes()
        place = f"class {'+'.join(classes)} lupus nephritis" if classes else "lupus nephritis"
        where = " and ".join(self.rules.population[p] for p in self._population())
        context = " ".join(part for part in (lead, f"in {place}" if lead else place, where) if part)
        about = " and ".join(self._shown(s) for s in self._subjects())
        context += f", about {about}" if about else ""
        return f"{context[0].upper()}{context[1:]}: {self._with_number() or self.question}"

    def _with_number(self) -> str:
        """The last question with another number in it, where this turn is nothing but a number: "35%?"."""
        alone = self.rules.number_alone.match(self.lowered)
        if alone is None:
            return ""
        before = (self.thread[-1].resolved or "").rsplit(": ", 1)[-1]
        unit = (alone["unit"] or "").strip()
        numbers = [
            m for m in _NUMBER.finditer(before) if not unit or before[m.end() :].lstrip().startswith(unit)
        ]
        if not numbers:
            return ""
        return f"{before[: numbers[-1].start()]}{alone['number']}{before[numbers[-1].end() :]}"

    def _main(self) -> Intent:
        """What the last question asked: its last sentence asks, those before it tell the case."""
        last = understand(self._last_asked(), PatientFacts(), self.lexicon).intents[0]
        return self.previous.intents[0] if last is Intent.GENERAL else last

    def _before_diagnosis(self) -> str:
        """What the thread wanted to know before it turned to an examination."""
        for turn in reversed(self.thread):
            intent = understand(turn.resolved or "", PatientFacts(), self.lexicon).intents[0]
            if intent not in {Intent.DIAGNOSIS, Intent.GENERAL}:
                return self.rules.nouns[intent]
        return self.rules.nouns[Intent.TREATMENT]

    def _last_asked(self) -> str:
        return _SENTENCE_END.split(self.thread[-1].resolved or "")[-1]

    def _subjects(self) -> tuple[str, ...]:
        """Diseases, findings and measures in question, where this turn names none of its own."""
        subjects = self.rules.subjects
        own = subjects.intersection(_concepts(self.question, self.lexicon))
        words = self._words_of(worded(self.question))
        if ((own or words) and not self.rules.condition.search(self.lowered)) or self._interacts():
            return ()
        if self.rules.leaves_source.intersection(self.asks) and self.previous.drugs and not self.now.drugs:
            return ()
        if self._treats():
            subjects = subjects - _EXAMINATIONS
        asked = self._last_asked()
        if before_words := self._words_of(worded(asked)):
            return before_words[:_FEW_SUBJECTS]
        before = [c for c in _concepts(asked, self.lexicon) if c in subjects - own]
        # A biopsy that shows something is no subject beside what it shows.
        shown = [c for c in before if c != _BIOPSY]
        return tuple(shown or ([] if self.previous.classes else before))[:_FEW_SUBJECTS]

    def _words_of(self, text: str) -> tuple[str, ...]:
        """Subjects for which the lexicon has no concept, as they are written."""
        found = (p.search(text.lower()) for p in self.rules.subject_words)
        return tuple(m.group() for m in found if m)

    def _parts_with(self, drugs: Sequence[str]) -> bool:
        """Whether this turn names a finding of its own on which the corpus says nothing for these drugs.

        After "belimumab?" in pregnancy, "anti-Ro positive" goes on about the pregnancy.
        """
        own = self.rules.apart.intersection(_concepts(self.question, self.lexicon))
        words = [p for p in self.rules.apart_words if p.search(self.lowered)]
        if not (own or words) or not drugs or self.corpus is None:
            return False
        special = _LIFE_STAGES.intersection((*self.previous.population, *self.now.population))
        about = [
            s
            for s in self.corpus
            if not set(drugs).isdisjoint(s.drugs) and (not special or special.intersection(s.population))
        ]
        return not any(
            own.intersection(_concepts(s.text, self.lexicon)) or any(p.search(s.text.lower()) for p in words)
            for s in about
        )

    def _drugs(self) -> tuple[str, ...]:
        """Drugs to put in front of the question; those it names itself need no repeating."""
        tried = self._of_trials(self.previous.sources)
        before = self.previous.drugs or drugs_of(self.previous.codes)
        if tried and set(tried).isdisjoint(before):  # "steroid taper they used?" asks on about the trial
            before = tried
        if self.rules.other_one.search(self.lowered):
            return self._other()
        if self._of_trials(self.now.sources):
            return ()
        if not self.now.drugs:
            if self._parts_with(before):
                return ()
            told = self.rules.takes.search(self.thread[-1].question.lower())
            asked_beside = not told and not _IT.search(self.lowered)
            treating = tuple(d for d in before if d in self.rules.treatments)
            if asked_beside and treating:  # "mesna?" was answered; the treatment goes on
                before = treating
            by_mouth = self.rules.by_mouth.search(self.lowered)
            return tuple(self.rules.oral_of.get(d, d) for d in before) if by_mouth else before
        if any(p.search(self.lowered) for p in self.rules.adds) or self._joins() or self._accompanies(before):
            return tuple(d for d in before if d not in self.now.drugs)
        return ()

    def _accompanies(self, before: Sequence[str]) -> bool:
        """Whether the drugs named now treat no nephritis, and the corpus names them with one that does.

        "Mesna needed?" or "she takes allopurinol" asks about the treatment before it.
        """
        treatments = self.rules.treatments
        main = [d for d in before if d in treatments]
        if not main or self.corpus is None or treatments.intersection(self.now.drugs):
            return False
        about = [s for s in self.corpus if len(s.drugs) <= _FEW_DRUGS and not set(main).isdisjoint(s.drugs)]
        names = {n for d in self.now.drugs for n in (d, *self.lexicon.classes_of(d))}
        named = re.compile("|".join(rf"\b{re.escape(n)}s?\b" for n in names), re.IGNORECASE)
        return any(not names.isdisjoint(s.drugs) or named.search(s.text) for s in about)

    def _treats(self) -> bool:
        """Whether this turn names a drug against the nephritis itself."""
        return bool(self.rules.treatments.intersection(self.now.drugs))

    def _interacts(self) -> bool:
        """Whether a drug is told that the patient takes beside the one in question."""
        if not self.now.drugs or not self.previous.drugs:
            return False
        other = not self.rules.treatments.issuperset(self.now.drugs)
        return self._joins() or bool(other and self.rules.takes.search(self.lowered))

    def _joins(self) -> bool:
        """Whether a pronoun puts the drug named beside the one before: "combine it with voclosporin"."""
        return any(p.search(self.lowered) for p in self.rules.joins)

    def _of_trials(self, sources: Sequence[str]) -> tuple[str, ...]:
        """The drugs that most statements of a named trial are about."""
        return tuple(d for s in sources for d in trial_drugs(self.corpus, s)) if self.corpus else ()

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

    def _drug_matter(self) -> str:
        """A kind of treatment that was in question without the name of a drug."""
        if self.now.drugs or self._of_trials(self.now.sources):
            return ""
        return next((self.rules.names[t] for t in self.previous.topics if t in self.rules.names), "")

    def _matter(self) -> str:
        """What was asked, where this question does not say what it asks."""
        rules = self.rules
        main = self.main
        asked = (self.thread[-1].resolved or "").lower()
        kept = next(
            (
                m.noun
                for m in rules.matters
                if m.topic in self.previous.topics and (m.cue is None or m.cue.search(asked))
            ),
            "",
        )
        kept = kept or ("" if main is Intent.GENERAL else rules.nouns[main])
        limited = "ckd" in self.previous.population or Intent.SAFETY in self.previous.intents
        if rules.why_not.search(self.lowered) and self.now.drugs and not limited:
            return rules.nouns[Intent.TREATMENT]
        if rules.why.search(self.lowered):
            # Where kidney function or safety set a limit, the reason stands with the limit, not in a trial.
            return (kept or rules.nouns[Intent.SAFETY]) if limited else rules.nouns[Intent.EVIDENCE]
        if rules.afterwards.search(self.lowered):
            initial = _was_initial(self.previous)
            return "maintenance therapy" if initial else f"{kept} afterwards".strip()
        if rules.other_one.search(self.lowered) or rules.becomes.search(self.lowered):
            return ""
        if rules.puts_to_use.search(self.lowered):
            return rules.nouns[Intent.TREATMENT]
        for rule in rules.turns:
            if rule.after in self.previous.intents and rule.asks in self.asks:
                return rule.noun
        if self._interacts() and not self.asks:
            return rules.interaction
        if rules.condition.search(self.lowered) and rules.conditional.issuperset(self.asks):
            return kept
        if self.asks or (self.now.drugs and self.now.population):
            return ""
        if main is Intent.DIAGNOSIS and (self._treats() or rules.finding.search(self.lowered)):
            return self._before_diagnosis()
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
        if not self.now.classes or self.rules.becomes.search(self.lowered):
            return self.previous.classes
        return ()

    def _population(self) -> list[str]:
        now = self.now.population
        return [
            p
            for p in self.previous.population
            if p in self.rules.population
            and p not in now
            and self.rules.excludes.get(p) not in now
            and not (p in self.rules.undoes and self.rules.undoes[p].search(self.lowered))
        ]

    def _sources(self) -> tuple[str, ...]:
        """A trial or body stays in question while the reader asks on about its results and definitions."""
        before = self.previous.sources
        if self.now.sources:
            kept = before if self.rules.differs.search(self.lowered) else ()
            return tuple(s for s in kept if s not in self.now.sources)
        if self.rules.in_trial.search(self.lowered) and any(self._of_trials((s,)) for s in before):
            return before
        if self.now.drugs or self.rules.puts_to_use.search(self.lowered):
            before = tuple(s for s in before if not self._of_trials((s,)))
        return () if self.rules.leaves_source.intersection(self.asks) else before

    def _shown(self, concept: str) -> str:
        """A name as clinicians write it."""
        bodies = {*self.lexicon.concepts("body"), *self.lexicon.concepts("trial")}
        return self.rules.names.get(concept) or (concept.upper() if concept in bodies else concept)


def _concepts(text: str, lexicon: Lexicon) -> tuple[str, ...]:
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


def _was_initial(previous: Query) -> bool:
    return "maintenance-therapy" not in previous.topics and bool(
        {"initial-therapy", "dosing", "duration-withdrawal", "cyclophosphamide"}.intersection(previous.topics)
    )
