"""An answer that does not answer: empty, a refusal, cut off."""

from __future__ import annotations

from guardrails.types import Finding

CHECK = "completeness"


def unfinished() -> Finding:
    """For a sentence that the stream broke off, or that is longer than a sentence can be."""
    return Finding(CHECK, "The sentence did not arrive whole.", rule="unfinished")
