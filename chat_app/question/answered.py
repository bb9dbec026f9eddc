"""What a turn points to in the answer before it: "the second one", a test that belongs to one drug of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from chat_app.question.query import Intent
from chat_app.question.turn import FollowUp
from chat_app.question.understand import class_members
from chat_app.question.wording import worded
from chat_app.records.base import Turn
from guardrails.lexicon import Mention

_DRUG_KINDS = frozenset({"drug", "brand", "drug_class"})
_TERM = re.compile(r"\b(?:[A-Z][A-Z0-9]{2,}|[A-Za-z]{10,})\b")
"""A short form or a long word: what is known by one drug has no everyday name."""
_RARE = 12
"""Statements that may hold a word by which one drug is known."""
_MEMBERS = re.compile(r"[\s(,;:]*(?:such as|for example|e\.g\.|namely|either|or|and|,|/|\()*\s*")


class LastAnswer(FollowUp):
    """A turn beside the answer before it."""

    def _said(self, turn: Turn | None = None) -> Iterator[str]:
        """The sentences of an answer, the last one where no turn is named; those that settle it first."""
        if answer := (turn or self.thread[-1]).answer:
            yield from (s.text for s in answer.sentences())

    def _offered(self, turn: Turn | None = None) -> tuple[str, ...]:
        """The treatments that an answer sets side by side, in their order; a class counts as one."""
        for text in self._said(turn):
            listed = self._listed(text)
            if len(listed) > 1:
                return listed
        return ()

    def _listed(self, text: str) -> tuple[str, ...]:
        """The treatments that a sentence names beside what everybody is given."""
        found: list[str] = []
        last: Mention | None = None
        for mention in self.lexicon.mentions(text):
            if mention.kind not in _DRUG_KINDS:
                continue
            of_class = last is not None and mention.concept in class_members(last.concept)
            if of_class and last is not None and _MEMBERS.fullmatch(text, last.end, mention.start):
                continue  # "a calcineurin inhibitor (tacrolimus or …)"
            last = mention if mention.kind == "drug_class" else last
            found.append(mention.concept)
        treats = [
            d
            for d in dict.fromkeys(found)
            if self.rules.treatments.intersection((d, *class_members(d))) and d not in self.rules.for_all
        ]
        return tuple(treats)

    def _picked(self) -> tuple[str, ...]:
        """Of the treatments that the last answer listed, the one that this turn counts off."""
        if self.now.drugs:
            return ()
        for place, words in self.rules.ordinals.items():
            if words.search(self.lowered):
                compared = self.previous.drugs if Intent.COMPARISON in self.previous.intents else ()
                listed = compared if len(compared) > 1 else self._offered()
                if place < len(listed):
                    return (listed[place],)
        return ()

    def _others(self) -> tuple[str, ...]:
        """Of the treatments listed before, those beside the one that the last question was about."""
        if self.now.drugs or not self.rules.the_others.search(self.lowered):
            return ()
        asked = {name for d in self.previous.drugs for name in (d, *self.lexicon.classes_of(d))}
        for turn in reversed(self.thread):
            listed = self._offered(turn)
            rest = tuple(d for d in listed if d not in asked and asked.isdisjoint(class_members(d)))
            if rest and (not asked or asked.intersection(listed)):
                return rest
        return ()

    def _sole(self) -> tuple[str, ...]:
        """The one treatment that the sentence that settled the last question names."""
        listed = self._listed(next(self._said(), ""))
        return listed if len(listed) == 1 else ()

    def _known_by(self) -> tuple[str, ...]:
        """The drug of the last answer that a word of this turn belongs to: after azathioprine, "TPMT low".

        Every statement with such a word must be about the drug, and there must be few of them.
        """
        if self.corpus is None or self.now.drugs or self.now.sources or not self.thread[-1].answer:
            return ()
        for term in dict.fromkeys(_TERM.findall(worded(self.question))):
            word = term.lower().removesuffix("s")
            whole = re.compile(rf"\b{re.escape(word)}s?\b")
            held = ((s, s.text.lower()) for s in self.corpus)
            about = [s for s, text in held if word in text and whole.search(text)]
            if not 0 < len(about) <= _RARE:
                continue
            counts = Counter(d for s in about for d in s.drugs)
            drugs = self.rules.treatments.intersection(d for d, n in counts.items() if n == len(about))
            if len(drugs) == 1 and drugs <= self._named_in_answer():
                return tuple(drugs)
        return ()

    def _named_in_answer(self) -> frozenset[str]:
        """The drugs that the last answer names."""
        said = self.lexicon.mentions(" ".join(self._said()))
        return frozenset(m.concept for m in said if m.kind in _DRUG_KINDS)
