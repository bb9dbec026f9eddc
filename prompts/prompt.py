"""One prompt: a Markdown file with front matter, checked when it is loaded, rendered in a sandbox.

The body has one heading of the first level for each message: `# System`, `# User`. Roles are cut from the
template before anything is filled in, so no value can start a message of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.errors import PromptError

Offered = Mapping[str, tuple[str, ...]]
"""Variables that the product fills in, each with its fields where it is a list of records."""

_ROLE: Final = re.compile(r"^# (System|User)[ \t]*$", re.MULTILINE)
_STATUS: Final = re.compile(r"^status:.*\n", re.MULTILINE)
_COMMENT: Final = re.compile(r"{#.*?#}", re.DOTALL)


class Status(StrEnum):
    ACTIVE = "active"
    DRAFT = "draft"
    RETIRED = "retired"


class Parameters(BaseModel):
    """What is asked of the model beside the text; a parameter that is left out is not sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float | None = Field(default=None, ge=0, le=2)
    max_output_tokens: int | None = Field(default=None, gt=0)
    """Longest answer, in tokens; for a model that reasons, its reasoning counts."""
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = None


class FrontMatter(BaseModel):
    """What stands above a prompt, between two lines of `---`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    version: int = Field(gt=0)
    status: Status
    audience: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    parameters: Parameters = Parameters()
    variables: tuple[str, ...]
    changed: str = Field(min_length=1)
    """What is new against the version before."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A loaded prompt. `render` fills it in."""

    about: FrontMatter
    file: str
    hash: str
    """`sha256:` and the hash of the file without its status."""
    source: str
    _parts: tuple[tuple[Literal["system", "user"], Template, int], ...]

    @property
    def label(self) -> str:
        """`name@version`, as an answer records it."""
        return f"{self.about.name}@{self.about.version}"

    def render(self, **values: Any) -> tuple[Message, ...]:
        """The messages. `values` may hold more than it declares. Raises PromptError where one is missing."""
        missing = sorted(set(self.about.variables) - set(values))
        if missing:
            raise PromptError(self.file, f"no value was given for {', '.join(missing)}")
        given = {name: values[name] for name in self.about.variables}
        messages = []
        for role, template, offset in self._parts:
            try:
                text = template.render(given)
            except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
                raise PromptError(self.file, f"{error}", _line_of(error, offset)) from error
            messages.append(Message(role, text.strip()))
        return tuple(messages)


def parse(text: str, file: str, offered: Mapping[str, Offered]) -> Prompt:
    """Read one prompt file. Raises PromptError, which names the line, for anything that is wrong with it."""
    matter, body, first_line = _split(text, file)
    about = _front_matter(matter, file)
    if about.name not in offered:
        known = ", ".join(sorted(offered))
        raise PromptError(
            file, f"no prompt is called {about.name!r}; there are: {known}", _key(matter, "name")
        )
    _check_declared(about, offered[about.name], matter, file)
    environment = _environment()
    parts = []
    for role, source, line in _messages(body, file, first_line):
        offset = line - 1
        try:
            tree = environment.parse(source)
            template = environment.from_string(source)
        except TemplateSyntaxError as error:
            raise PromptError(file, str(error.message), offset + error.lineno) from error
        _check_names(tree, about, offered[about.name], file, offset)
        parts.append((role, template, offset))
    return Prompt(about, file, _hash(text), text, tuple(parts))


def _hash(text: str) -> str:
    """Hash of the content. A version that is retired stays the same prompt, so its status does not count."""
    return "sha256:" + hashlib.sha256(_STATUS.sub("", text, count=1).encode()).hexdigest()


def _environment() -> ImmutableSandboxedEnvironment:
    # Prompts are text for a model, not HTML: escaping would change what statements say.
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )


def _split(text: str, file: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        raise PromptError(file, "must begin with front matter between two lines of ---", 1)
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            return "".join(lines[1 : number - 1]), "".join(lines[number:]), number + 1
    raise PromptError(file, "the front matter has no closing line of ---", 1)


def _front_matter(matter: str, file: str) -> FrontMatter:
    try:
        data = yaml.safe_load(matter)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        raise PromptError(file, f"the front matter is not YAML ({error.problem})", line) from error
    try:
        return FrontMatter.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        key = str(first["loc"][0]) if first["loc"] else ""
        raise PromptError(file, f"{field or 'front matter'}: {first['msg']}", _key(matter, key)) from error


def _key(matter: str, name: str) -> int:
    """Line of a key of the front matter; that of its first line where the key is not there."""
    for number, line in enumerate(matter.splitlines(), 2):
        if line.startswith(f"{name}:"):
            return number
    return 1


def _check_declared(about: FrontMatter, offered: Offered, matter: str, file: str) -> None:
    unknown = [v for v in about.variables if v not in offered]
    if unknown:
        raise PromptError(
            file,
            f"{unknown[0]!r} is not offered to this prompt; it may use: {', '.join(sorted(offered))}",
            _key(matter, "variables"),
        )


def _messages(body: str, file: str, first_line: int) -> Iterator[tuple[Literal["system", "user"], str, int]]:
    # A comment may speak of "# User" without starting a message.
    visible = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), body)
    heads = list(_ROLE.finditer(visible))
    if not heads:
        raise PromptError(file, "holds no message: write # System or # User above the text", first_line)
    if visible[: heads[0].start()].strip():
        raise PromptError(file, "text stands before the first # System or # User", first_line)
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.start() if following else len(body)
        role: Literal["system", "user"] = "system" if head.group(1) == "System" else "user"
        yield role, body[head.end() : end], first_line + body.count("\n", 0, head.end())


def _check_names(tree: nodes.Template, about: FrontMatter, offered: Offered, file: str, offset: int) -> None:
    """Every name is declared, and every field of a list's records is offered."""
    undeclared = meta.find_undeclared_variables(tree) - set(about.variables)
    for name in tree.find_all(nodes.Name):
        if name.name in undeclared:
            declared = ", ".join(about.variables) or "none"
            message = f"unknown variable {name.name!r} (declared: {declared})"
            raise PromptError(file, message, offset + name.lineno)
    for loop in tree.find_all(nodes.For):
        if not (isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)):
            continue
        fields = offered.get(loop.iter.name, ())
        for lookup in loop.find_all(nodes.Getattr):
            of_loop = isinstance(lookup.node, nodes.Name) and lookup.node.name == loop.target.name
            if of_loop and lookup.attr not in fields:
                message = (
                    f"{loop.iter.name} has no field {lookup.attr!r} (it has: {', '.join(fields) or 'none'})"
                )
                raise PromptError(file, message, offset + lookup.lineno)


def _line_of(error: Exception, offset: int) -> int | None:
    """Line of the template at which rendering failed: the last template frame of the traceback."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return None if line is None else offset + line
