"""What retrieval reads for a question: shorthand written out, slips mended, the question itself untouched."""

from __future__ import annotations

import pytest

from chat_app.question.query import Intent
from chat_app.question.understand import understand
from chat_app.question.wording import worded


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("pt w/ LN", "patient with"),
        ("stable LN in CR", "complete response"),
        ("Cr 2.1 in LN", "creatinine"),
        ("MMR in LN?", "live-attenuated vaccine"),
        ("sulfa allergic", "trimethoprim-sulfamethoxazole"),
        ("K 5.9 on it", "potassium 5.9"),
        ("RAAS inhibitor", "renin-angiotensin system inhibitor"),
        ("LABS for mycofenolate", "laboratory blood tests for mycophenolate"),
    ],
)
def test_shorthand_is_written_out(written: str, part: str) -> None:
    assert part in worded(written)


def test_a_plain_question_stays_and_the_text_is_never_changed() -> None:
    plain = "What is the dose of belimumab in lupus nephritis?"
    assert worded(plain) == plain
    assert understand(plain).wording == ""
    short = "pt w/ LN, mycofenolate dose?"
    assert understand(short).text == short
    assert understand(short).drugs == ("mycophenolate",)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("When should I NOT start voclosporin?", Intent.SAFETY),
        ("who should not get belimumab in LN", Intent.SAFETY),
        ("Belimumab or voclosporin for class IV?", Intent.COMPARISON),
        ("How do you treat a flare after stopping azathioprine?", Intent.RELAPSE),
        ("What is the blood pressure target in lupus nephritis?", Intent.PREVENTION),
        ("how is complete vs partial renal response defined?", Intent.RESPONSE),
        ("Difference between class III and class IV?", Intent.CLASSIFICATION),
        ("Voclosporin in lupus nephritis: levels?", Intent.MONITORING),
        ("chance of kidney failure with class IV LN?", Intent.PROGNOSIS),
        ("how is obinutuzumab dosed in LN", Intent.DOSE),
        ("how many caps of voclosporin a month", Intent.DOSE),
        ("how fast does it run", Intent.ADMINISTRATION),
        ("Is voclosporin nephrotoxic?", Intent.SAFETY),
        ("What does Cigna need for Lupkynis?", Intent.CODING),
        ("do I add N08?", Intent.CODING),
        ("I have lupus nephritis and foamy urine. What does that mean?", Intent.DIAGNOSIS),
        ("will she need dialysis one day", Intent.PROGNOSIS),
        ("if ADAMTS13 comes back at 4%", Intent.GENERAL),
        ("UPCR still 2.8 after 9 months of MMF", Intent.REFRACTORY),
    ],
)
def test_the_wish_is_read(question: str, intent: Intent) -> None:
    assert understand(question).intents[0] is intent


@pytest.mark.parametrize(
    ("question", "drugs"),
    [("Euro-Lupus or NIH?", ("cyclophosphamide",)), ("maintenance after Euro-Lupus", ())],
)
def test_a_regimen_is_its_drug_unless_it_is_over(question: str, drugs: tuple[str, ...]) -> None:
    assert understand(question).drugs == drugs


def test_a_liver_score_is_no_child() -> None:
    assert "paediatric" not in understand("Voclosporin in LN with Child-Pugh B").population
