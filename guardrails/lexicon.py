"""Clinical language: which words of a text name a drug, a class, a population, a body, a trial, a code …

Surfaces and concepts are data (`rules/lexicon/*.yaml`). Three shapes of mention have a grammar instead of a
list, because their forms have no end: ISN/RPS classes, codes and dosing intervals (`lexicon_forms.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guardrails.lexicon_forms import forms

LEXICON_FOLDER = Path(__file__).parent / "rules" / "lexicon"

MentionKind = Literal[
    "drug",
    "drug_class",
    "brand",
    "class",
    "population",
    "body",
    "trial",
    "code",
    "route",
    "frequency",
    "measure",
    "term",
]


class LexiconError(ValueError):
    """A lexicon file breaks the format; the message names file and entry, one problem a line."""


@dataclass(slots=True)  # not frozen: a text has dozens, and freezing takes five times as long
class Mention:
    """A stretch of text that names a concept. A word that names two (proliferative: III, IV) gives two."""

    start: int
    end: int
    kind: MentionKind
    concept: str
    surface: str
    """The words as they stand in the text."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    concept: str | None = None
    concepts: tuple[str, ...] = ()
    """Where one surface names several concepts at once."""
    surfaces: tuple[str, ...] = ()
    """Read in any case, singular and plural; a hyphen, a slash, a colon and a space are alike."""
    exact: tuple[str, ...] = ()
    """Read only as written: surfaces that are a common word in lower case."""
    brands: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """Generic names of a drug class."""

    @property
    def named(self) -> tuple[str, ...]:
        return self.concepts or ((self.concept,) if self.concept else ())


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: MentionKind
    entries: tuple[_Entry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Target:
    kind: MentionKind
    concepts: tuple[str, ...]
    exact: tuple[str, ...] | None
    """The words in their required case; None where any case will do."""


_Node = dict[str, Any]
_Found = tuple[int, int, int, MentionKind, tuple[str, ...]]
_END = ""
_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)?")
_GAP = re.compile(r"[\s\-‐‑–/:]{1,3}\Z")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Loaded once by its owner and passed along; holds no state that changes."""

    _root: Mapping[str, Any]
    _members: Mapping[str, tuple[str, ...]]
    _surfaces: Mapping[str, tuple[str, ...]]
    _kinds: Mapping[str, tuple[MentionKind, ...]]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every mention, in order of the text; where two overlap the longer from the left wins.

        Takes time in proportion to the length of the text.
        """
        found: list[_Found] = [(start, -end, 0, kind, concepts) for start, end, kind, concepts in forms(text)]
        found += [(start, -end, 1, kind, concepts) for start, end, kind, concepts in self._words(text)]
        found.sort(key=lambda item: item[:3])
        mentions: list[Mention] = []
        reached = 0
        for start, minus_end, _, kind, concepts in found:
            if start >= reached:
                reached = -minus_end
                surface = text[start:reached]
                mentions.extend(Mention(start, reached, kind, concept, surface) for concept in concepts)
        return tuple(mentions)

    def normalise(self, text: str, mentions: Sequence[Mention] | None = None) -> str:
        """The text in lower case with every mention replaced by its concept: what an index should read.

        `mentions` saves the reading where the caller has them already.
        """
        parts: list[str] = []
        place = 0
        for mention in self.mentions(text) if mentions is None else mentions:
            if mention.start >= place:
                parts.append(text[place : mention.start].lower())
            parts.append(f" {self._canonical(mention)} ")
            place = mention.end
        parts.append(text[place:].lower())
        return " ".join("".join(parts).split())

    def members(self, concept: str) -> tuple[str, ...]:
        """Generic names within a drug class; () for any other concept."""
        return self._members.get(concept, ())

    def classes_of(self, drug: str) -> tuple[str, ...]:
        """Drug classes that a generic name belongs to."""
        return tuple(name for name, members in self._members.items() if drug in members)

    def surfaces(self, concept: str) -> tuple[str, ...]:
        """All listed ways to write a concept, brand names among them."""
        return self._surfaces.get(concept, ())

    def concepts(self, kind: MentionKind) -> tuple[str, ...]:
        """All listed concepts of a kind."""
        return tuple(concept for concept, kinds in self._kinds.items() if kind in kinds)

    def _canonical(self, mention: Mention) -> str:
        if mention.kind == "class":
            return f"class{mention.concept.lower()}"
        if mention.kind == "code":
            return mention.concept.lower().replace(".", "")
        members = self._members.get(mention.concept, ())
        return members[0] if len(members) == 1 else mention.concept.lower()

    def _words(self, text: str) -> Iterator[tuple[int, int, MentionKind, tuple[str, ...]]]:
        words = [(*m.span(), m.group()) for m in _WORD.finditer(text)]
        plain = text.isascii()  # folds letter by letter, all at once
        folded = [w.lower() if plain else _fold(w) for _, _, w in words]
        after = 0
        for place, first in enumerate(folded):
            node = self._root.get(first)
            if node is None or place < after:
                continue
            best, reach, at = _matching(node, words[place : place + 1]), place, place
            while at + 1 < len(words) and _GAP.match(text, words[at][1], words[at + 1][0]):
                at += 1
                node = node.get(folded[at])
                if node is None:
                    break
                target = _matching(node, words[place : at + 1])
                if target is not None:
                    best, reach = target, at
            if best is not None:
                yield words[place][0], words[reach][1], best.kind, best.concepts
                after = reach + 1


def _matching(node: Mapping[str, Any], words: Sequence[tuple[int, int, str]]) -> _Target | None:
    best: _Target | None = None
    for target in node.get(_END, ()):
        if target.exact is None or target.exact == tuple(word for _, _, word in words):
            best = target
    return best


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read every `*.yaml` of a lexicon folder; the lexicon of the package, which does not change, only once.

    Raises LexiconError, with every problem found, for a file that cannot be parsed, an unknown key, an entry
    without a concept, a surface that two entries claim, or a class member that no drug entry names.
    """
    return _shipped() if folder is None else _read(folder)


@cache
def _shipped() -> Lexicon:
    return _read(LEXICON_FOLDER)


def _read(folder: Path) -> Lexicon:
    loading = _Loading()
    for path in sorted(folder.glob("*.yaml")):
        loading.read(path)
    return loading.finish(folder)


class _Loading:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.targets: dict[tuple[str, ...], dict[tuple[str, ...] | None, tuple[_Target, str]]] = {}
        self.members: dict[str, tuple[str, ...]] = {}
        self.surfaces: dict[str, list[str]] = {}
        self.kinds: dict[str, list[MentionKind]] = {}
        self.member_places: list[tuple[str, str]] = []

    def read(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            document = _File.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}" if mark else ""
            self.problems.append(f"{path.name}{where}: not valid YAML ({getattr(error, 'problem', error)}).")
            return
        except ValidationError as error:
            for item in error.errors():
                field = ".".join(str(part) for part in item["loc"]) or "(whole)"
                self.problems.append(f"{path.name}, field {field}: {item['msg']}.")
            return
        for number, entry in enumerate(document.entries, 1):
            self.entry(f"{path.name}, entry {number} ({', '.join(entry.named) or '?'})", document.kind, entry)

    def entry(self, place: str, kind: MentionKind, entry: _Entry) -> None:
        if not entry.named or (entry.concept and entry.concepts):
            self.problems.append(f"{place}: needs either `concept` or `concepts`.")
            return
        if entry.members and kind != "drug_class":
            self.problems.append(f"{place}: only a drug_class has members.")
        if entry.brands and kind != "drug":
            self.problems.append(f"{place}: only a drug has brands.")
        spoken = [] if kind == "class" or not entry.concept else [entry.concept]
        if spoken and _split(spoken[0].casefold()) in {_split(name.casefold()) for name in entry.exact}:
            spoken = []
        for concept in entry.named:
            self.surfaces.setdefault(concept, []).extend(
                (*spoken, *entry.surfaces, *entry.exact, *entry.brands)
            )
            if kind not in self.kinds.setdefault(concept, []):
                self.kinds[concept].append(kind)
        if entry.members and entry.concept:
            self.members[entry.concept] = entry.members
            self.member_places += [(member, place) for member in entry.members]
        for surface in dict.fromkeys((*spoken, *entry.surfaces)):
            self.add(place, surface, _Target(kind, entry.named, None))
        for surface in entry.brands:
            self.add(place, surface, _Target("brand", entry.named, None))
        for surface in entry.exact:
            self.add(place, surface, _Target(kind, entry.named, _split(surface)))

    def add(self, place: str, surface: str, target: _Target) -> None:
        words = tuple(_fold(word) for word in _split(surface))
        if not words:
            self.problems.append(f"{place}: the surface {surface!r} has no word in it.")
            return
        taken = self.targets.setdefault(words, {})
        if target.exact in taken:
            if taken[target.exact][1] == place:
                return  # one entry may list spellings that read alike
            self.problems.append(
                f"{place}: the surface {surface!r} is already taken by {taken[target.exact][1]}."
            )
            return
        taken[target.exact] = (target, place)

    def finish(self, folder: Path) -> Lexicon:
        if not self.targets and not self.problems:
            self.problems.append(f"{folder}: no lexicon files (*.yaml) here.")
        for member, place in self.member_places:
            if "drug" not in self.kinds.get(member, ()):
                self.problems.append(f"{place}: no drug entry for the member {member!r}.")
        if self.problems:
            raise LexiconError("\n".join(self.problems))
        root: _Node = {}
        for words, taken in self.targets.items():
            # Any case first, exact case last: the stricter reading wins where both match.
            _hang(root, words, [taken[key][0] for key in sorted(taken, key=lambda k: k is not None)])
        for words, taken in self.targets.items():
            plural = (*words[:-1], _plural(words[-1]))
            if None in taken and plural != words and plural not in self.targets:
                _hang(root, plural, [taken[None][0]])
        surfaces = {concept: tuple(dict.fromkeys(names)) for concept, names in self.surfaces.items()}
        kinds = {concept: tuple(names) for concept, names in self.kinds.items()}
        return Lexicon(root, self.members, surfaces, kinds)


def _hang(root: _Node, words: tuple[str, ...], targets: list[_Target]) -> None:
    node = root
    for word in words:
        node = node.setdefault(word, {})
    node.setdefault(_END, []).extend(targets)


def _plural(word: str) -> str:
    if len(word) < 2 or word[-1] == "s" or not word.isalpha():
        return word
    if word[-1] == "y" and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"


def _split(surface: str) -> tuple[str, ...]:
    return tuple(match.group() for match in _WORD.finditer(surface))


def _fold(word: str) -> str:
    folded = word.casefold()
    return folded if folded.isalnum() else folded.replace("’", "'")
