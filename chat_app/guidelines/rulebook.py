"""Rules that are data: one strict way to read them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from chat_app.errors import CorpusError

M = TypeVar("M", bound=BaseModel)


def load_rules(path: Path, model: type[M]) -> M:
    """Read a YAML rule file as `model`. Raises CorpusError, which names the file and every faulty field."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    except (OSError, yaml.YAMLError) as error:
        raise CorpusError(f"{path.name}: cannot be read as YAML ({error}).") from error
    except ValidationError as error:
        lines = (
            f"{path.name}, field {'.'.join(str(part) for part in item['loc'])}: {item['msg']}."
            for item in error.errors()
        )
        raise CorpusError("\n".join(lines)) from error
