"""What the checks leave undecided waits for the second reader; everything else does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from chat_app.answer import Answer
from chat_app.events import Event, SentenceReleased
from chat_app.readings import MOST
from guardrails.normal import normal
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict
from tests.chat_app.writers.conftest import QUESTION, Configure
from tests.model_server import ModelServer, Reply, Request
from tests.model_server.compose import statements_of

OPEN = "This sentence leaves the checks in doubt"
WRONG = "This sentence is in conflict"


class Doubtful:
    """A verifier that is sure of quotations and conflicts, and in doubt about one sentence."""

    def verify(self, claim: str, cited: Sequence[Evidence]) -> Verdict:
        if claim.startswith(WRONG):
            return Verdict(Decision.CONFLICT, (Finding("made", "It conflicts."),))
        if claim.startswith(OPEN):
            return Verdict(Decision.UNDECIDED, (Finding("made", "In doubt.", Severity.UNDECIDED),))
        return Verdict(Decision.SUPPORTED, (), quoted=any(normal(claim) in normal(e.text) for e in cited))


def yes(request: Request) -> str:
    quote = " ".join(statements_of(request.prompt())[0][1].split()[:6])
    return json.dumps({"supported": True, "quotes": [quote], "reason": "It is said."})


def no(_: Request) -> str:
    return json.dumps({"supported": False, "quotes": [], "reason": "It is not said."})


Judging = Callable[[Request], Reply]
Asking = Callable[..., tuple[Answer, list[Event]]]
Ask = Callable[[Judging], tuple[Answer, list[Event], list[Request]]]


@pytest.fixture
def asked(ask: Asking, configure: Configure) -> Ask:
    def run(judging: Judging) -> tuple[Answer, list[Event], list[Request]]:
        def reply(request: Request) -> Reply:
            prompt = request.prompt()
            if "<sentence>" in prompt:
                return judging(request)
            (one, first), (two, second) = statements_of(prompt)[:2]
            doubts = f"## Doubts\n\n{OPEN}.[{one}] {WRONG}.[{one}]"
            return Reply(text=f"{first}[{one}]\n\n{doubts}\n\n## Evidence\n\n{second}[{two}]")

        with ModelServer(reply) as server:
            configure(server).verifier = Doubtful()  # type: ignore[assignment]
            answer, events = ask(server, QUESTION, second_reader=True, judge_timeout=1.0)
            return answer, events, [r for r in server.requests if "<sentence>" in r.prompt()]

    return run


def texts(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences()]


def test_a_yes_releases_the_sentence_in_its_place(asked: Ask) -> None:
    answer, _, read = asked(lambda r: Reply(text=yes(r)))
    assert f"{OPEN}." in texts(answer)
    assert answer.sections[0].sentences[0].text == f"{OPEN}."
    record = answer.provenance.details["second_reader"]
    assert (record["prompt"], record["read"], record["supported"]) == ("judge@1", 1, 1)
    assert record["prompt_tokens"] == 1000
    assert len(read) == 1, "only the undecided sentence is read again"
    assert WRONG not in " ".join(texts(answer))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(text=no(None)),  # type: ignore[arg-type]
        Reply(text="Certainly."),
        Reply(text=json.dumps({"supported": True, "quotes": ["nobody ever said this"], "reason": "x"})),
        Reply(status=401),
        Reply(status=500),
        Reply(text="x", stall_at=0),
        Reply(text=""),
    ],
)
def test_anything_but_a_yes_withholds_it(asked: Ask, reply: Reply) -> None:
    answer, _, _ = asked(lambda _: reply)
    assert OPEN not in " ".join(texts(answer))
    record = next(w for w in answer.withheld if w.text.startswith(OPEN))
    assert "second-reader" in {f.check for f in record.findings}
    assert answer.provenance.writer == "openai"


def test_a_slow_reading_holds_nothing_else_back(asked: Ask) -> None:
    answer, events, _ = asked(lambda r: Reply(text=yes(r), delay=0.4))
    order = [e.sentence.text for e in events if isinstance(e, SentenceReleased)]
    assert order[-1] == f"{OPEN}.", "it came last, and everything else before it"
    assert len(order) == len(texts(answer))
    assert texts(answer).index(f"{OPEN}.") < len(order) - 1, "in the answer it stands where it was written"


def test_a_text_full_of_doubts_is_not_read_again_without_end(ask: Asking, configure: Configure) -> None:
    def reply(request: Request) -> Reply:
        prompt = request.prompt()
        if "<sentence>" in prompt:
            return Reply(text=yes(request))
        number, text = statements_of(prompt)[0]
        doubts = " ".join(f"{OPEN} {n}.[{number}]" for n in range(MOST + 30))
        return Reply(text=f"{text}[{number}]\n\n## Doubts\n\n{doubts}")

    with ModelServer(reply) as server:
        configure(server).verifier = Doubtful()  # type: ignore[assignment]
        answer, _ = ask(server, QUESTION, second_reader=True)
    assert answer.provenance.details["second_reader"]["read"] == MOST
    assert len(answer.sentences()) == MOST + 1
