"""One consultation on the corpus for all tests of questions."""

from __future__ import annotations

import pytest

from chat_app.consult import Consultation
from chat_app.guidelines.load import default_corpus


@pytest.fixture(scope="session")
def consultation() -> Consultation:
    return Consultation(default_corpus())
