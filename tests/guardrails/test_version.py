from __future__ import annotations

import re

from guardrails.version import version


def test_a_version_is_a_hash_that_stays_while_the_files_do() -> None:
    assert re.fullmatch(r"sha256:[0-9a-f]{16}", version())
    assert version() == version()
