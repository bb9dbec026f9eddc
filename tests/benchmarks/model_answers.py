"""How much of faithful answers comes through the gate: `python -m tests.benchmarks.model_answers [FILE]`.

A line of the file holds `question`, `prompt` (the version that the answer keeps to), `statements` (ids in the
order of the markers) and `text`. Answers on board were written by hand under each prompt, as a model would:
with the first in its own words, with the second in those of the statements. Open points ("Not covered") are
left out, as the product takes them out before the gate. Prints, for each prompt, the sentences that came
through and those that were replaced or withheld.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from chat_app.guidelines.load import default_corpus
from guardrails.items import Released, Withheld
from guardrails.stream import Gate
from guardrails.support import Verifier

ANSWERS = Path(__file__).parents[1] / "fixtures" / "claims" / "model_answers.jsonl"
_OPEN = re.compile(r"## Not covered.*?(?=\n## |\Z)", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=ANSWERS)
    path: Path = parser.parse_args().file
    corpus, verifier = default_corpus(), Verifier()
    counts: dict[str, Counter[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        gate = Gate([corpus.evidence(i) for i in answer["statements"]], verifier=verifier)
        found = counts.setdefault(answer["prompt"], Counter())
        for item in [*gate.feed(_OPEN.sub("", answer["text"])), *gate.close()]:
            if isinstance(item, Released):
                found["came through"] += 1
            elif isinstance(item, Withheld) and not any(f.check == "titles" for f in item.findings):
                found["touched"] += 1
    for prompt, found in counts.items():
        print(f"{prompt}: {found['touched']} of {found.total()} sentences touched")


if __name__ == "__main__":
    main()
