"""Where the program's own logs go and how much they tell: to standard error, at the level of the settings."""

from __future__ import annotations

import logging

from chat_app.settings import Settings

_OURS = ("chat_app", "guardrails", "prompts")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure_logs(settings: Settings) -> None:
    """Let the packages of this program log from `settings.log_level` on.

    Libraries keep their own levels: what they tell at a lower one may hold a question or a prompt. May be
    called again.
    """
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(settings.log_level)
        if not logger.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
