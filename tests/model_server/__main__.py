"""Start the model server by hand."""

from __future__ import annotations

import argparse
import contextlib
import threading
from pathlib import Path

from tests.model_server.scenarios import SCENARIOS, STEERED
from tests.model_server.server import ModelServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.model_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8399, help="0: any free one")
    parser.add_argument("--speed", type=float, help="tokens a second (default: as fast as it goes)")
    parser.add_argument("--answer", type=Path, help="text file to answer with, in place of a composed answer")
    parser.add_argument("--no-responses", action="store_true", help="speak Chat Completions only")
    args = parser.parse_args()
    text = args.answer.read_text(encoding="utf-8") if args.answer else None
    server = ModelServer(port=args.port, text=text, speed=args.speed, responses=not args.no_responses)
    with server, contextlib.suppress(KeyboardInterrupt):
        print(f"OPENAI_BASE_URL={server.url}", flush=True)
        print("LN_CONSULT_MODEL may name what goes wrong:", ", ".join((*SCENARIOS, STEERED)), flush=True)
        threading.Event().wait()


main()
