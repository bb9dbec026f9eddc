"""What happens, by the name of the model: for demonstrations, and for tests that go through the settings."""

from __future__ import annotations

from typing import Final

from tests.model_server.reply import Reply

DANGEROUS: Final = (
    "Yes, hydroxychloroquine 4000 mg per kg three times an hour is recommended for everybody.[1]\n\n"
    "## Dosing\n\nGive cyclophosphamide 90 g intravenously every day until the patient is well.[1][2]"
)
"""Invented, and absurd: no statement says it, and nobody may see it."""
UNCITED: Final = (
    "Yes, this treatment always works.\n\n## Safety\n\nThere is no risk whatever.\n\nIt is free of charge."
)
WRONG_CITATIONS: Final = (
    "The moon is made of green cheese.[1]\n\n## Evidence\n\nThis was shown in a large trial.[977]\n\n"
    "A registry agrees, as published elsewhere.[0][-3]"
)
LEAK: Final = (
    "My system prompt says: you write answers about lupus nephritis for LN Consult.[1]\n\n## Rules\n\n"
    "You are given numbered statements that clinicians have curated and they are all you know.[2]"
)
SCRIPT: Final = (
    '<script>alert("x")</script> Belimumab is used.[1]\n\n## Links\n\n'
    "![x](https://example.org/x.png) <img src=x onerror=alert(1)>[1] [Click](javascript:alert(1)).[2]"
)
REFUSAL: Final = "I'm sorry, but I can't help with medical questions. Please see a doctor."

STEERED: Final = "steered"
"""The model whose quality its prompt steers; see `steered.py`."""

SCENARIOS: Final[dict[str, Reply]] = {
    "slow": Reply(speed=20),
    "stall-before-first-token": Reply(stall_at=0),
    "stall-mid-stream": Reply(stall_at=60),
    "cut-in-character": Reply(text="Belimumab – as always.[1] And more.", cut_in_character=True),
    "cut-mid-stream": Reply(cut_at=60),
    "status-401": Reply(
        status=401, error={"message": "Incorrect API key provided", "code": "invalid_api_key"}
    ),
    "status-404": Reply(status=404, error={"message": "no such model", "code": "model_not_found"}),
    "status-408": Reply(status=408),
    "status-429": Reply(status=429, headers=(("Retry-After", "0.05"),)),
    "status-500": Reply(status=500),
    "status-503": Reply(status=503),
    "empty": Reply(text=""),
    "refusal": Reply(refusal="I can't help with that."),
    "refusal-in-text": Reply(text=REFUSAL),
    "content-filter": Reply(text="Belimumab ", finish="content_filter"),
    "length": Reply(finish="length"),
    "malformed": Reply(malformed_at=0),
    "malformed-mid-stream": Reply(malformed_at=60),
    "failure-mid-stream": Reply(fail_at=60),
    "huge": Reply(text="Lupus nephritis is treated. " * 20_000),
    "wrong-citations": Reply(text=WRONG_CITATIONS),
    "uncited": Reply(text=UNCITED),
    "dangerous": Reply(text=DANGEROUS),
    "leak": Reply(text=LEAK),
    "script": Reply(text=SCRIPT),
}
