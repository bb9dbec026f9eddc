"""The text that a reviewer works on: the answer's sentences, what became of each, and how it reads now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from chat_app.answer import Answer, Notice, Part, Section, Sentence, WithheldFinding
from chat_app.errors import ReviewError

Verdict = Literal["verified", "quoted", "unsupported"]


class Line(Part):
    """One sentence at work."""

    id: str
    text: str
    citations: tuple[str, ...]
    verdict: Verdict
    findings: tuple[WithheldFinding, ...] = ()
    """What speaks against it, or should be known of it."""
    given: Sentence | None = None
    """How it was given; None for a sentence that the reviewer added."""
    dropped: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is not as it was given."""
        return self.given is None or (self.text, self.citations) != (self.given.text, self.given.citations)


class Passage(Part):
    """The bottom line (no title) or a section."""

    title: str | None
    layout: Literal["prose", "positions"] = "prose"
    lines: tuple[Line, ...]


class WorkingText(Part):
    """An answer at work. Its first passage is the bottom line."""

    passages: tuple[Passage, ...]
    worksheet: bool = True
    """Whether the worksheet that came with the answer stands."""
    added: int = 0
    """How many sentences were ever added: their ids are never used again."""

    def lines(self) -> Iterator[Line]:
        """Every sentence that stands, in reading order."""
        return (line for passage in self.passages for line in passage.lines if not line.dropped)

    def line(self, line_id: str) -> Line:
        """One sentence. Raises ReviewError for an unknown one."""
        for passage in self.passages:
            for line in passage.lines:
                if line.id == line_id:
                    return line
        raise ReviewError("There is no such sentence in this answer.")

    def unsupported(self) -> tuple[Line, ...]:
        """What keeps the text from being approved."""
        return tuple(line for line in self.lines() if line.verdict == "unsupported")

    def cited(self) -> tuple[str, ...]:
        """The statements that it cites, by first use."""
        return tuple(dict.fromkeys(c for line in self.lines() for c in line.citations))

    def with_lines(self, change: Callable[[Line], Line]) -> WorkingText:
        """The text with each sentence as `change` gives it back."""
        passages = tuple(
            p.model_copy(update={"lines": tuple(change(line) for line in p.lines)}) for p in self.passages
        )
        return self.model_copy(update={"passages": passages})

    def with_line(self, new: Line) -> WorkingText:
        """The text with one sentence in the place of the one with its id."""
        self.line(new.id)
        return self.with_lines(lambda line: new if line.id == new.id else line)

    def with_added(self, title: str | None, text: str, citations: tuple[str, ...]) -> WorkingText:
        """The text with a sentence at the end of the bottom line (no title) or of a section.

        Raises ReviewError for a section that is not there.
        """
        if title not in {p.title for p in self.passages}:
            raise ReviewError(f"The answer has no section “{title}”.")
        added = self.added + 1
        line = Line(id=f"added-{added}", text=text, citations=citations, verdict="unsupported")
        passages = tuple(
            p.model_copy(update={"lines": (*p.lines, line)}) if p.title == title else p for p in self.passages
        )
        return self.model_copy(update={"passages": passages, "added": added})


def working_text(answer: Answer) -> WorkingText:
    """The text of an answer, ready to be worked on."""
    parts: list[tuple[str | None, Literal["prose", "positions"], tuple[Sentence, ...]]] = [
        (None, "prose", answer.bottom_line),
        *((s.title, s.layout, s.sentences) for s in answer.sections),
    ]
    passages = []
    for number, (title, layout, sentences) in enumerate(parts):
        lines = tuple(
            Line(id=f"{number}-{place}", text=s.text, citations=s.citations, verdict=s.verdict, given=s)
            for place, s in enumerate(sentences)
        )
        passages.append(Passage(title=title, layout=layout, lines=lines))
    return WorkingText(passages=tuple(passages))


def sentences_of(passage: Passage) -> tuple[Sentence, ...]:
    """What stands of a passage, as an answer holds it. Raises ReviewError for an unsupported sentence."""
    found = []
    for line in passage.lines:
        if line.dropped:
            continue
        if line.verdict == "unsupported":
            raise ReviewError(f"This sentence is not supported by what it cites: “{line.text}”")
        found.append(Sentence(text=line.text, citations=line.citations, verdict=line.verdict))
    return tuple(found)


def sections_of(text: WorkingText) -> tuple[Section, ...]:
    """The sections in which a sentence is left."""
    made = (
        Section(title=p.title, sentences=sentences_of(p), layout=p.layout)
        for p in text.passages
        if p.title is not None
    )
    return tuple(section for section in made if section.sentences)


def kept_notices(answer: Answer) -> tuple[Notice, ...]:
    """Notices of the answer that hold for its approved text too."""
    return tuple(n for n in answer.notices if n.kind not in ("approved_answer", "unchecked_statement"))
