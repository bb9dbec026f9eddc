from __future__ import annotations

import pytest

from guardrails import markup
from guardrails.types import Evidence

PLAIN = [
    (
        "**Bold** and *italic* and __both__ and _this_ and `code`",
        "Bold and italic and both and this and code",
    ),
    ("***all***", "all"),
    ("HLA-B*27 and 2 * 3 and snake_case_name", "HLA-B*27 and 2 * 3 and snake_case_name"),
    ("Sjögren's, anti–dsDNA, Crêpe", "Sjögren's, anti–dsDNA, Crêpe"),
    ("eGFR &lt; 45 &amp; P &#60; 0.05", "eGFR < 45 & P < 0.05"),
    ("1.73 m<sup>2</sup><br>or more", "1.73 m2 or more"),
    (r"1\. It \*holds\*", "1. It *holds*"),
    ("one\ntwo  \nthree", "one two three"),
]


@pytest.mark.parametrize(("text", "plain"), PLAIN)
def test_emphasis_is_taken_off_and_words_stay(text: str, plain: str) -> None:
    assert markup.plain(text) == plain


REFUSED = [
    ("tag", "It <b>holds</b>."),
    ("tag", "It holds <script>alert(1)</script>."),
    ("tag", "It holds <img src=x onerror=alert(1)"),
    ("tag", "It holds <iframe/src=x>."),
    ("tag", "It holds <svg/onload=alert(1)>."),
    ("tag", "It <made-up-element x=1> holds."),
    ("tag", "It &lt;script&gt; holds."),
    ("tag", "It <!-- holds."),
    ("image", "It holds ![x](y.png)."),
    ("link", "It [holds](https://made.up/page)."),
    ("link", "It [holds](/page)."),
    ("link", "It [holds][ref]."),
    ("link", "[ref]: https://made.up"),
    ("link", "It holds.[2](#two)"),
    ("address", "See https://made.up/page."),
    ("address", "See http://made.up."),
    ("address", "See www.made-up.org."),
    ("address", "See made-up.org/path."),
    ("address", "See MADE-UP.COM."),
    ("address", "Go to javascript:alert(1)."),
    ("address", "See data:text/html;base64,xx."),
    ("address", "See //made.up/x."),
    ("address", "Write to mailto:x@made.up."),
    ("handler", 'It onclick="x" holds.'),
    ("control", "It ho\u200blds."),
    ("control", "It \u202eholds."),
    ("control", "It \x00holds."),
    ("control", "It \U000e0041holds."),
    ("template", "It {{ holds }}."),
]


@pytest.mark.parametrize(("rule", "text"), REFUSED)
def test_what_acts_or_leads_away_is_found(rule: str, text: str) -> None:
    assert rule in [f.rule for f in markup.findings(text)]


PASSED = [
    "The eGFR is <45 and >30 mL/min/1.73 m².",
    "C3 <LLN at week 52, P<0.001 and C4 < normal.",
    "A ratio of 0.5 [95% CI 0.3 to 0.9] (see above).",
    "It holds.[2][5] It fell [2, 5]",
    "It was added 3-year data: sustained response.",
    "Either/or; and/or; mg/kg; M32.14; 10.2.3.1.1; e.g. this.",
    "Use once/day in α, β and µg.",
    "The ratio was on = 3? No: 1:640.",
    "one<br/>two and m<sup>2</sup>",
    "Note: it holds. File: none. Tel: none.",
]


@pytest.mark.parametrize("text", PASSED)
def test_clinical_signs_are_no_markup(text: str) -> None:
    assert markup.findings(text) == []


def test_a_site_may_be_named_where_a_statement_names_it_but_never_linked() -> None:
    cited = [Evidence("made-up.one", "The register is at made-up.org.")]
    assert markup.findings("The register is at made-up.org.", cited) == []
    assert markup.findings("The register is at other.org.", cited)
    assert markup.findings("The register is at https://made-up.org.", cited)


def test_a_finding_says_where() -> None:
    (finding,) = markup.findings("It <b>holds")
    assert (finding.start, finding.end) == (3, 6)
