"""A model server for tests and demonstrations: real HTTP on loopback, both streaming protocols, every fault.

By hand: `python -m tests.model_server --port 8399`, then `OPENAI_BASE_URL=http://127.0.0.1:8399/v1 make run`.
The name of the model chooses what happens: `LN_CONSULT_MODEL=stall-mid-stream`.
"""

from tests.model_server.reply import Reply
from tests.model_server.server import ModelServer, Request

__all__ = ["ModelServer", "Reply", "Request"]
