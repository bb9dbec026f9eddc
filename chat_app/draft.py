"""An answer in the making: released and withheld sentences, put in order, with their references."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chat_app.answer import (
    CitedStatement,
    Reference,
    Section,
    Sentence,
    Withheld,
)
from chat_app.guidelines.model import Corpus
from chat_app.writers.base import POSITIONS_TITLE


@dataclass(slots=True)
class Draft:
    """Collects what the gate lets through. Order is that of the text as written, not of arrival."""

    released: dict[int, tuple[str | None, Sentence]] = field(default_factory=dict)
    withheld: dict[int, Withheld] = field(default_factory=dict)
    follow_ups: list[str] = field(default_factory=list)

    def release(self, index: int, section: str | None, sentence: Sentence) -> None:
        self.released[index] = (section, sentence)

    def computed_alone(self) -> Draft:
        """A new draft with only what code worked out: its places are negative."""
        return Draft(released={i: line for i, line in self.released.items() if i < 0})

    def written_bottom_line(self) -> bool:
        """Whether a writer's own sentence answers."""
        return any(section is None for i, (section, _) in self.released.items() if i >= 0)

    def bottom_line(self) -> tuple[Sentence, ...]:
        return tuple(s for _, (section, s) in sorted(self.released.items()) if section is None)

    def sections(self) -> tuple[Section, ...]:
        by_title: dict[str, list[Sentence]] = {}
        for _, (section, sentence) in sorted(self.released.items()):
            if section is not None:
                by_title.setdefault(section, []).append(sentence)
        return tuple(
            Section(
                title=title,
                sentences=tuple(sentences),
                layout="positions" if title.casefold() == POSITIONS_TITLE.casefold() else "prose",
            )
            for title, sentences in by_title.items()
        )


def references(corpus: Corpus, sentences: Iterable[Sentence]) -> tuple[Reference, ...]:
    """The sources that sentences cite, numbered by first use, each with its cited statements."""
    cited: dict[str, dict[str, None]] = {}
    for sentence in sentences:
        for statement_id in sentence.citations:
            cited.setdefault(corpus.statements[statement_id].source, {})[statement_id] = None
    return tuple(
        _reference(corpus, number, source_id, statement_ids)
        for number, (source_id, statement_ids) in enumerate(cited.items(), 1)
    )


def _reference(corpus: Corpus, number: int, source_id: str, statement_ids: Iterable[str]) -> Reference:
    source = corpus.sources[source_id]
    newer = corpus.sources[source.superseded_by] if source.superseded_by else None
    statements = [corpus.statements[i] for i in statement_ids]
    return Reference(
        number=number,
        source=source.id,
        type=source.type.value,
        title=source.title,
        organisation=source.organisation,
        year=source.year,
        citation=source.citation,
        url=source.url or (f"https://doi.org/{source.doi}" if source.doi else None),
        superseded_by=newer.title if newer else None,
        statements=tuple(
            CitedStatement(
                id=s.id,
                locator=s.locator,
                grade=s.grade,
                text=s.text,
                plain=s.plain,
                kind=s.kind.value,
                status=s.status.value,
            )
            for s in statements
        ),
    )
