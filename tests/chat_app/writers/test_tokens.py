"""Counting tokens with no network, by the very files that tiktoken would fetch."""

from __future__ import annotations

import hashlib
import shutil
from importlib import resources
from pathlib import Path

import pytest
import tiktoken
import tiktoken_ext.openai_public

from chat_app.writers.tokens import tokenizer_for

ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
TEXTS = [
    "Belimumab 10 mg/kg every 4 weeks; UPCR ≥ 0.5 g/g, eGFR > 30 mL/min/1.73 m².",
    "Sjögren’s – anti-dsDNA 1:640\n\n## Dosing\r\n\r\n  it's DON'T we'LL 1234567 <|endoftext|>",
    "狼瘡性腎炎 🩺   \n",
]


@pytest.mark.parametrize(
    ("model", "name"), [("gpt-5-mini", "o200k_base"), ("gpt-4", "cl100k_base"), ("gpt-oss-20b", "o200k_base")]
)
def test_counts_are_those_of_tiktoken_itself(
    model: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tiktoken, given our file where it caches its own, checks it by its hash and asks no network."""
    key = hashlib.sha1(ADDRESS.format(name).encode(), usedforsecurity=False).hexdigest()
    with resources.as_file(resources.files("chat_app.writers") / "encodings" / f"{name}.tiktoken") as file:
        shutil.copy(file, tmp_path / key)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    theirs = tiktoken.Encoding(**tiktoken_ext.openai_public.ENCODING_CONSTRUCTORS[name]())
    ours = tokenizer_for(model)
    assert (ours.name, ours.exact) == (name, True)
    assert [ours.count(t) for t in TEXTS] == [len(theirs.encode_ordinary(t)) for t in TEXTS]


@pytest.mark.parametrize(
    "model", ["llama3.1:8b", "meta-llama/Llama-3.3-70B-Instruct", "my-azure-deployment", ""]
)
def test_an_unknown_model_is_counted_with_a_margin(model: str) -> None:
    estimate = tokenizer_for(model)
    assert not estimate.exact
    assert estimate.count(TEXTS[0]) > tokenizer_for("gpt-5").count(TEXTS[0])
