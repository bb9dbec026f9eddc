"""What a question names and the answer's statements do not: said, so that silence is no answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from chat_app.guidelines.model import Corpus, Statement
from chat_app.question.query import Intent, Query
from chat_app.question.wording import worded
from chat_app.writers.arrangement import arrangement
from chat_app.writers.asked import things_asked
from chat_app.writers.traits import expected
from guardrails.lexicon import Lexicon

_OF_A_MATTER = frozenset({Intent.MONITORING, Intent.SAFETY, Intent.GENERAL})
_NEAR = 110
"""Signs between a drug and what is said of it."""
_SIGNS = re.compile(r"[^a-z0-9]+")
_WHERE = {
    "pregnancy": "in pregnancy",
    "dialysis": "on dialysis",
    "transplant": "after kidney transplantation",
    "paediatric": "in children",
}


def gaps(
    query: Query,
    shown: Sequence[Statement],
    corpus: Corpus,
    lexicon: Lexicon,
    held: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[str, ...]:
    """A sentence for each drug, combination, code or body asked about that no statement speaks of.

    `held`: of the words that tell what is asked, those that each statement holds, by its id.
    """
    named = _named(query, lexicon)
    asked = [people for people in query.population if people not in query.told_population]
    return (
        *_drugs(named, asked, shown, lexicon),
        *_expected(query, named, shown, lexicon, held),
        *_things(query, named, asked, shown, lexicon),
        *_matters(query, named, shown, lexicon, held),
        *_codes(query, shown),
        *_bodies(query, shown, corpus),
    )


def _named(query: Query, lexicon: Lexicon) -> tuple[str, ...]:
    """Drugs that the question names themselves, not as members of a class."""
    mentions = lexicon.mentions(query.text)
    return tuple(dict.fromkeys(m.concept for m in mentions if m.kind in {"drug", "brand"}))


def _expected(
    query: Query,
    named: Sequence[str],
    shown: Sequence[Statement],
    lexicon: Lexicon,
    held: Mapping[str, frozenset[str]],
) -> Iterator[str]:
    """A sentence where the dose, the time or the interval that is asked for one drug stands nowhere."""
    rule = arrangement().bottom[query.intents[0]]
    if len(named) != 1 or rule.expected is None or not expected(query, rule):
        return
    about = [s for s in shown if _speaks_of(s, named[0], lexicon)]
    on_this = about
    if rule.expected.asked:
        of_all = [s for s in shown if not s.drugs and rule.expected.says.search(s.text.casefold())]
        told_apart = any(held.values())
        on_this = [s for s in about if held.get(s.id)] if told_apart else about
        if any(held.get(s.id) for s in of_all) or (of_all and not told_apart):
            return
    if about and not any(
        _says_near(s.text, named[0], rule.expected.told or rule.expected.says, lexicon) for s in on_this
    ):
        yield rule.expected.gap.format(drug=named[0])


def _things(
    query: Query,
    named: Sequence[str],
    population: Collection[str],
    shown: Sequence[Statement],
    lexicon: Lexicon,
) -> Iterator[str]:
    """A sentence for each thing asked for (a price, restarting) of which nothing that is shown speaks."""
    where = next((people for people in _WHERE if people in population), None)
    about = [s for s in shown if _speaks_of(s, named[0], lexicon)] if len(named) == 1 else shown
    if where:
        about = [s for s in about if where in s.population]
    what = named[0] if len(named) == 1 else "what is asked about"
    for thing in things_asked(query.words):
        said = (
            _says_near(s.text, named[0], thing.says, lexicon)
            if len(named) == 1
            else bool(thing.says.search(s.text.casefold()))
            for s in about
        )
        if not any(said):
            yield thing.gap.format(what=f"{what} {_WHERE[where]}" if where else what)


def _matters(
    query: Query,
    named: Sequence[str],
    shown: Sequence[Statement],
    lexicon: Lexicon,
    held: Mapping[str, frozenset[str]],
) -> Iterator[str]:
    """A sentence where nothing that is shown of a drug speaks of what is measured or feared with it."""
    if len(named) != 1 or len(query.matters) != 1 or query.intents[0] not in _OF_A_MATTER:
        return
    about = [s for s in shown if _speaks_of(s, named[0], lexicon)]
    if about and not any(held.get(s.id) for s in about):
        yield f"No curated statement on {named[0]} speaks of this: {query.matters[0]}."


def _says_near(text: str, drug: str, says: re.Pattern[str], lexicon: Lexicon) -> bool:
    """Whether a text says it close to the drug, so that it is not said of another one."""
    lowered = text.casefold()
    said = [m.start() for m in says.finditer(lowered)]
    named = lowered.find(drug)
    if not said or (named >= 0 and min(abs(place - named) for place in said) <= _NEAR):
        return bool(said)
    places = [
        m.start
        for m in lexicon.mentions(text)
        if m.concept == drug or drug in lexicon.members(m.concept) or m.concept in lexicon.classes_of(drug)
    ]
    return any(min((abs(start - p) for p in places), default=0) <= _NEAR for start in said)


def _drugs(
    named: Sequence[str], population: Collection[str], shown: Sequence[Statement], lexicon: Lexicon
) -> Iterator[str]:
    for drug in named:
        about = [s for s in shown if _speaks_of(s, drug, lexicon)]
        if not about:
            yield f"No curated statement on this speaks of {drug}."
            continue
        for people in _WHERE:
            if len(named) == 1 and people in population and not any(people in s.population for s in about):
                where = _WHERE[people]
                yield f"No curated statement speaks of {drug} {where}; what is shown of it is general."


def _codes(query: Query, shown: Sequence[Statement]) -> Iterator[str]:
    for code in query.codes:
        if not any(code in s.text for s in shown):
            yield f"No curated statement explains the code {code}."


def _bodies(query: Query, shown: Sequence[Statement], corpus: Corpus) -> Iterator[str]:
    for name in query.sources:
        plain = _plain(name)
        if not any(_plain(s.source).startswith(plain) or plain in _plain(s.text) for s in shown):
            known = any(_plain(source).startswith(plain) for source in corpus.sources)
            yield f"No curated statement of {name.upper()} {'bears on this' if known else 'is held'}."


def _plain(name: str) -> str:
    """Letters and digits alone: AURORA 1, aurora-1 and aurora1 are one trial."""
    return _SIGNS.sub("", name.casefold())


def _speaks_of(statement: Statement, drug: str, lexicon: Lexicon) -> bool:
    """Whether a statement names the drug, or speaks of its whole class."""
    text = statement.text.casefold()
    kind = worded(drug).replace(drug, "").strip()
    if kind and kind in text:
        return True
    return (
        drug in statement.drugs
        or drug in text
        or not set(lexicon.classes_of(drug)).isdisjoint(statement.drugs)
    )
