"""Measures the prompt lab's verdicts: `python -m tests.benchmarks.lab [--pairs N]`.

Prompts steer a simulated model (`tests/model_server/steered.py`) on the forty questions on board, through the
real client and the whole pipeline. How often are two versions called different that differ in wording alone,
and how often are versions told apart whose answers leave out more?
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from chat_app.consult import Consultation
from chat_app.guidelines.load import default_corpus
from chat_app.lab.arena import Arena
from chat_app.lab.contestants import line_up
from chat_app.lab.plan import make_plan
from chat_app.lab.questions import ON_BOARD, load_questions
from chat_app.lab.report import report_of
from chat_app.lab.run import begin, carry_out
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore
from chat_app.settings import Settings
from tests.model_server import ModelServer
from tests.prompts.folder import first_versions, steering

_USUAL = "omitted=0.25 uncited=0.1"
_PAIRS = {
    "in wording alone": _USUAL,
    "10 points more left out": "omitted=0.35 uncited=0.1",
    "25 points more left out": "omitted=0.5 uncited=0.1",
    "20 points more without markers": "omitted=0.25 uncited=0.3",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10, help="pairs of each kind")
    parser.add_argument("--repeat", type=int, default=1, help="times that each question is asked")
    args = parser.parse_args()
    base = Consultation(default_corpus(), settings=Settings())
    questions, yardstick = load_questions(ON_BOARD / "first.yaml"), Yardstick()
    with tempfile.TemporaryDirectory() as place, ModelServer() as server:
        folder = first_versions(Path(place) / "prompts")
        lab = LabStore.open(f"sqlite:///{Path(place) / 'lab.sqlite3'}")
        settings = Settings(
            openai_base_url=server.url, model="steered", second_reader=False, prompt_folder=folder
        )
        for kind, steer in _PAIRS.items():
            called: dict[str, int] = {}
            for number in range(args.pairs):
                first = steering(folder, 2, _USUAL, f"Write plainly, {number} {kind}.")
                second = steering(folder, 3, steer, f"Use plain words, {number} {kind}.")
                arena = Arena(base, settings)
                rivals = line_up(settings, prompts=(first, second))
                plan = make_plan(rivals, questions, args.repeat, arena.corpus, arena.guardrails)
                run = begin(lab, plan)
                asyncio.run(carry_out(run, lab, arena, at_once=4))
                verdict = report_of(run, lab, yardstick).comparisons[0].overall
                called[verdict] = called.get(verdict, 0) + 1
            print(f"versions that differ {kind}: {called}", flush=True)
        lab.close()


if __name__ == "__main__":
    main()
