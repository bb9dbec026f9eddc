"""Claims of teaching cases go the way of an answer: through the gate, sentence by sentence, or not at all."""

from __future__ import annotations

from chat_app.answer import Audience
from chat_app.guidelines.limits import limit_rules
from chat_app.guidelines.model import Corpus
from chat_app.teaching.model import Claim, Option, Rating
from guardrails import computed, sentences
from guardrails.policy import Policy
from guardrails.stream import Gate, Released
from guardrails.support import Verifier


class ClaimChecker:
    """Checks claims against one corpus. Keeps readings of statements between claims."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._verifier = Verifier()
        self._policy = Policy.for_audience(Audience.TRAINEE)

    def faults(self, claim: Claim) -> list[str]:
        """Why the gate would not show this claim as it is; empty for one that it shows whole.

        Raises KeyError for a statement that is not in the corpus.
        """
        evidence = [self._corpus.evidence(cited) for cited in claim.cites]
        markers = "".join(f"[{number}]" for number in range(1, len(evidence) + 1))
        gate = Gate(evidence, verifier=self._verifier, policy=self._policy)
        own = [claim.words[s.start : s.end] for s in sentences.split(claim.words)]
        items = gate.feed(" ".join(f"{sentence}{markers}" for sentence in own)) + gate.close()
        shown = [item.text for item in items if isinstance(item, Released)]
        if shown == own and len(items) == len(own):
            return []
        reasons = [
            f"“{item.text}” {' '.join(f.message for f in getattr(item, 'findings', ()))}"
            for item in items
            if not isinstance(item, Released)
        ]
        return reasons or ["the guardrails would not show it as it is written."]

    def doses(self, option: Option) -> list[str]:
        """Numbers of a dose, in an option that is not wrong, which no statement that it cites gives."""
        if option.rating is Rating.WRONG or not limit_rules().doses.search(option.text):
            return []
        cited = dict.fromkeys(cited for claim in option.why for cited in claim.cites)
        evidence = [self._corpus.evidence(cited_id) for cited_id in cited]
        verdict = computed.verify(option.text, evidence, (), self._verifier.lexicon)
        return [f.message for f in verdict.findings if f.rule == "number"]
