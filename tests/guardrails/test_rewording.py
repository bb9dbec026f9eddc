"""What two texts may differ in and still be one: idle words, bounds of a number, closed groups of words."""

from __future__ import annotations

import pytest

from guardrails.derivation import derived
from guardrails.support import Verifier
from guardrails.types import Evidence

VERIFIER = Verifier()
WOMEN = "before conception in women with renal disease"
STATEMENT = Evidence(
    "x.one",
    f"Mycophenolate should be stopped at least 6 weeks {WOMEN} unless contraindicated; in 30 patients"
    " flares were more frequent with tacrolimus v placebo (HR 2.1, 95% CI 1.2 to 3.4; P=0.01), infused"
    " every 4 weeks.",
)
FLARES = "In 30 patients flares were"


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        (
            "Mycophenolate is to be discontinued 6 weeks or more before conception in women with kidney"
            " disease if there is no contraindication.",
            True,
        ),
        (f"Mycophenolate should be stopped no less than 6 weeks {WOMEN} unless contraindicated.", True),
        (f"Mycophenolate should be stopped at most 6 weeks {WOMEN} unless contraindicated.", False),
        (f"Mycophenolate should be started at least 6 weeks {WOMEN} unless contraindicated.", False),
        (f"Mycophenolate should be stopped at least 6 weeks {WOMEN}.", False),
        (
            "In 30 people flares were commoner with tacrolimus compared with placebo (HR 2.1), infused every"
            " 28 days.",
            True,
        ),
        (f"{FLARES} less frequent with tacrolimus v placebo (HR 2.1), infused every 4 weeks.", False),
        (f"{FLARES} more frequent with placebo v tacrolimus (HR 2.1), infused every 4 weeks.", False),
        (f"{FLARES} more frequent with tacrolimus v placebo (HR 2.1), infused every 3 weeks.", False),
    ],
)
def test_words_that_stand_for_one_another(sentence: str, own: bool) -> None:
    assert derived(VERIFIER.case(sentence, [STATEMENT])) is own
