"""Where the program's own logs go and how much they tell: to standard error, at the level of the settings."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

from chat_app.settings import Settings

_OURS = ("chat_app", "guardrails", "prompts")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _ToStandardError(logging.Handler):
    """Writes to the standard error of the moment: whoever replaced it and closed theirs breaks no log."""

    def emit(self, record: logging.LogRecord) -> None:
        stream: TextIO = sys.stderr
        try:
            stream.write(self.format(record) + "\n")
            stream.flush()
        except Exception:  # as every handler of the standard library: a log that fails stops no answer
            self.handleError(record)


def configure_logs(settings: Settings) -> None:
    """Let the packages of this program log from `settings.log_level` on.

    Libraries keep their own levels: what they tell at a lower one may hold a question or a prompt. May be
    called again.
    """
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(settings.log_level)
        if not any(isinstance(one, _ToStandardError) for one in logger.handlers):
            handler = _ToStandardError()
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
