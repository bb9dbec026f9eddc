"""A verifier that knows nothing but quotations, statements to cite, and ways to send a text through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guardrails.lexicon import Lexicon
from guardrails.normal import normal
from guardrails.policy import Policy
from guardrails.stream import Gate, Item, Released, Withheld
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict

EVIDENCE = (
    Evidence(
        "made-up.one",
        "Alphamab 7 mg/kg is given every 9 weeks, e.g. in class IV.",
        plain="Alphamab is a drip.",
    ),
    Evidence(
        "made-up.two", "Betasporin needs an eGFR above 0.5 units. It lowers the UPCR.", organisation="Board"
    ),
    Evidence("made-up.three", "Gammaquine tablets are harmful in Sjögren's syndrome.", year=1999),
)


class QuotationVerifier:
    """Supports what stands in a cited statement word for word; undecided where the claim says "perhaps"."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon
        self.claims: list[str] = []

    def verify(self, claim: str, cited: Sequence[Evidence]) -> Verdict:
        self.claims.append(claim)
        if "crash" in claim:
            raise RuntimeError("made to crash")
        for statement in cited:
            if f" {normal(claim)} " in f" {normal(statement.text)} {normal(statement.plain or '')} ":
                return Verdict(Decision.SUPPORTED, quoted=True)
        decision = Decision.UNDECIDED if "perhaps" in claim else Decision.CONFLICT
        severity = Severity.UNDECIDED if "perhaps" in claim else Severity.CONFLICT
        return Verdict(decision, (Finding("quotation", "Not the statement's words.", severity),))


class Believer:
    """Supports everything: for tests of how a text is read."""

    def verify(self, claim: str, cited: Sequence[Evidence]) -> Verdict:
        return Verdict(Decision.SUPPORTED)


def gate(
    *, evidence: Sequence[Evidence] = EVIDENCE, believe: bool = False, audience: str = "specialist"
) -> Gate:
    """A gate with one of the two verifiers."""
    verifier = Believer() if believe else QuotationVerifier()
    return Gate(evidence, verifier=verifier, policy=Policy.for_audience(audience))


def through(pieces: str | Iterable[str], *, believe: bool = False, cut: bool = False) -> list[Item]:
    """All items of a text."""
    one = gate(believe=believe)
    items = [item for piece in ([pieces] if isinstance(pieces, str) else pieces) for item in one.feed(piece)]
    return items + one.close(cut=cut)


def shown(items: Iterable[Item]) -> list[str]:
    """The sentences that a reader sees, replacements among them."""
    sentences = [i.replacement if isinstance(i, Withheld) else i for i in items]
    return [s.text for s in sentences if isinstance(s, Released)]


def checks(items: Iterable[Item]) -> list[tuple[str, str | None]]:
    """Check and rule of what was withheld, first finding each."""
    return [(i.findings[0].check, i.findings[0].rule) for i in items if isinstance(i, Withheld)]
