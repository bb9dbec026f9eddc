from __future__ import annotations

import pytest

from guardrails.lexicon import load_lexicon
from guardrails.policy import Policy
from guardrails.stream import FollowUp, Gate, Released, Undecided, Withheld
from guardrails.types import Evidence, Finding, Severity
from tests.guardrails.stand_in import EVIDENCE, Believer, QuotationVerifier, checks, gate, shown, through

ONE = "Alphamab 7 mg/kg is given every 9 weeks, e.g. in class IV."
TWO = "Betasporin needs an eGFR above 0.5 units."
THREE = "Gammaquine tablets are harmful in Sjögren's syndrome."


def test_sentences_come_out_with_section_and_statements() -> None:
    items = through(f"{ONE}[1]\n\n## Benefits\n\n{TWO} [2]. It lowers the UPCR.[2]\n")
    assert [(i.index, i.section, i.text, i.citations) for i in items if isinstance(i, Released)] == [
        (0, None, ONE, ("made-up.one",)),
        (1, "Benefits", TWO, ("made-up.two",)),
        (2, "Benefits", "It lowers the UPCR.", ("made-up.two",)),
    ]
    assert all(i.quoted for i in items if isinstance(i, Released))


@pytest.mark.parametrize(
    "arrived",
    [f"{ONE}[1] N", f"{ONE}[1]\n\n", f"{ONE} [1]. N", f"- {ONE}[1]\n- ", f"| {ONE} [1] |\n| N |\n"],
)
def test_a_sentence_leaves_as_soon_as_what_follows_has_begun(arrived: str) -> None:
    assert shown(gate().feed(arrived)) == [ONE]


@pytest.mark.parametrize("arrived", [f"{ONE}[1]", f"{ONE}[1", f"{ONE}", f"{ONE}[1] ", f"{ONE} [1]"])
def test_a_sentence_waits_while_markers_may_follow(arrived: str) -> None:
    one = gate()
    assert one.feed(arrived) == []


def test_an_uncited_sentence_is_withheld_even_before_a_cited_one() -> None:
    items = through(f"Alphamab cures everyone. {ONE}[1]")
    assert shown(items) == [ONE]
    assert checks(items) == [("citations", "missing")]


def test_an_unknown_number_refuses_the_sentence() -> None:
    items = through(f"{TWO}[2][9]")
    assert isinstance(items[0], Withheld)
    assert checks(items) == [("citations", "unknown")]
    assert all(not isinstance(i, Released) for i in items)


def test_a_failed_sentence_is_replaced_by_its_statement_once() -> None:
    items = through("Alphamab 8 mg/kg is given every 9 weeks.[1] Alphamab 9 mg/kg is given every 9 weeks.[1]")
    first, second = items
    assert isinstance(first, Withheld)
    assert first.replacement == Released(0, None, EVIDENCE[0].text, ("made-up.one",), True)
    assert isinstance(second, Withheld)
    assert second.replacement is None


def test_a_statement_on_something_else_does_not_stand_in() -> None:
    (item,) = through("Gammaquine tablets are harmful in Sjögren's syndrome.[1]")
    assert isinstance(item, Withheld)
    assert item.replacement is None


def test_a_repeated_sentence_is_shown_once() -> None:
    items = through(f"{ONE}[1]\n\n## Benefits\n\n{ONE}[1]")
    assert shown(items) == [ONE]
    assert checks(items) == [("repetition", None)]


def test_a_check_that_crashes_is_not_a_pass() -> None:
    (item,) = through("Alphamab will crash the check.[1]")
    assert isinstance(item, Withheld)
    assert item.findings[0].severity is Severity.CRASHED


def test_undecided_without_a_second_reader_is_unsupported() -> None:
    (item,) = through("Alphamab perhaps helps.[1]")
    assert isinstance(item, Withheld)


class TestSecondReader:
    def held(self) -> Gate:
        return Gate(EVIDENCE, verifier=QuotationVerifier(), hold_undecided=True)

    def test_decided_sentences_do_not_wait_for_it(self) -> None:
        items = self.held().feed(f"Alphamab perhaps helps.[1] {ONE}[1] N")
        assert [type(i) for i in items] == [Undecided, Released]

    def test_what_it_supports_is_released(self) -> None:
        one = self.held()
        (item,) = one.feed("Alphamab perhaps helps.[1] N")
        assert isinstance(item, Undecided)
        settled = one.settle(
            item.index, True, Finding("second-reader", "The statement says so.", Severity.NOTE)
        )
        assert isinstance(settled, Released)
        assert (settled.text, settled.quoted) == ("Alphamab perhaps helps.", False)
        assert all(f.severity is Severity.NOTE for f in settled.findings)

    @pytest.mark.parametrize(
        ("supported", "severity"), [(False, Severity.CONFLICT), (True, Severity.CRASHED)]
    )
    def test_what_it_does_not_support_is_withheld(self, supported: bool, severity: Severity) -> None:
        one = self.held()
        one.feed("Alphamab perhaps is given in class IV.[1] N")
        settled = one.settle(0, supported, Finding("second-reader", "No.", severity))
        assert isinstance(settled, Withheld)
        assert settled.replacement is not None
        assert settled.replacement.text == EVIDENCE[0].text

    def test_a_sentence_is_settled_once(self) -> None:
        one = self.held()
        one.feed("Alphamab perhaps helps.[1] N")
        one.settle(0, True, Finding("second-reader", "Yes.", Severity.NOTE))
        with pytest.raises(KeyError):
            one.settle(0, True, Finding("second-reader", "Yes.", Severity.NOTE))


class TestCutStream:
    @pytest.mark.parametrize(
        "text",
        [f"{ONE}[1] {TWO}", f"{ONE}[1] Betasporin [2] needs an eGFR above 0.", f"{ONE}[1] {TWO[:20]} [2]"],
    )
    def test_an_unfinished_sentence_is_withheld(self, text: str) -> None:
        items = through(text, cut=True)
        assert shown(items)[:1] == [ONE]
        assert not any(isinstance(i, Released) for i in items[1:])

    def test_a_finished_last_sentence_is_released(self) -> None:
        assert shown(through(f"{ONE}[1] {TWO} [2].", cut=True)) == [ONE, TWO]

    def test_an_item_or_row_that_may_go_on_is_withheld(self) -> None:
        assert not any(isinstance(i, Released) for i in through(f"- {TWO[:-1]} [2]", cut=True))
        assert not any(isinstance(i, Released) for i in through(f"| {TWO} [2] ", cut=True))


@pytest.mark.parametrize(
    ("text", "cut", "rules"),
    [
        ("", False, ["empty"]),
        ("**\n", False, ["empty"]),
        ("I'm sorry, but I can't help with that.", False, ["refusal"]),
        ("It is so.", False, ["nothing-released"]),
        (f"{ONE}[1]", False, []),
        (f"I'm sorry. {ONE}[1] It", True, ["cut"]),
    ],
)
def test_a_gate_says_what_keeps_a_text_from_being_an_answer(text: str, cut: bool, rules: list[str]) -> None:
    one = gate()
    one.feed(text)
    one.close(cut=cut)
    assert [f.rule for f in one.shortfalls()] == rules


def test_a_closed_gate_takes_nothing_more() -> None:
    one = gate()
    one.close()
    assert one.close() == []
    with pytest.raises(ValueError, match="closed"):
        one.feed("x")


class TestHeadings:
    @pytest.mark.parametrize(
        "heading",
        [
            "## Bottom line",
            "**Bottom line**",
            "Bottom line:",
            "### Bottom Line:",
            "# **Answer**",
            "**Bottom line:**",
        ],
    )
    def test_a_bottom_line_has_no_section(self, heading: str) -> None:
        (item,) = through(f"{heading}\n{ONE}[1]")
        assert isinstance(item, Released)
        assert (item.section, item.text) == (None, ONE)

    @pytest.mark.parametrize(
        "label", ["**Bottom line:** ", "Bottom line: ", "**Bottom line** — ", "**Answer**: "]
    )
    def test_a_label_before_the_bottom_line_is_taken_off(self, label: str) -> None:
        (item,) = through(f"{label}{ONE}[1]")
        assert isinstance(item, Released)
        assert (item.section, item.text) == (None, ONE)

    def test_the_name_of_the_answer_is_no_section(self) -> None:
        (item,) = through(f"# Alphamab in lupus nephritis\n\n{ONE}[1]")
        assert isinstance(item, Released)
        assert item.section is None

    @pytest.mark.parametrize(
        "heading",
        [
            "## Dosing and administration",
            "## 2. Benefits",
            "**Safety and monitoring**",
            "### Class III/IV",
            "## Betasporin: dosing",
            "Benefits\n---",
            "## Board 1999 recommendations",
        ],
    )
    def test_a_plain_title_stays(self, heading: str) -> None:
        items = through(f"{ONE}[1]\n\n{heading}\n\n{TWO}[2]")
        assert len(items) == 2
        last = items[1]
        assert isinstance(last, Released)
        assert last.section is not None
        assert last.section in heading

    @pytest.mark.parametrize(
        "heading",
        [
            "## Gammaquine is safe",
            "## Give 5 g daily",
            "**Alphamab 900 mg**",
            "## Avoid betasporin",
            "## No role for alphamab",
            "## Alphamab over betasporin",
            "## Miraculous zeta",
            "## <b>Dosing</b>",
            "## [Dosing](https://made.up)",
        ],
    )
    def test_a_title_never_carries_a_claim(self, heading: str) -> None:
        items = through(f"{ONE}[1]\n\n{heading}\n\n{TWO}[2]")
        last = items[-1]
        assert isinstance(last, Released)
        assert last.section is not None
        assert last.section not in heading
        assert isinstance(items[1], Withheld)


class TestFollowUps:
    @pytest.mark.parametrize(
        "heading",
        [
            "## Follow-up questions",
            "### Suggested follow-up questions",
            "**Follow-up questions:**",
            "Follow-up questions:",
            "## Questions you may also want to ask",
            "#### Further questions",
            "## You might also ask",
            "Follow-Up Questions\n===",
            "Follow-up questions",
            "*Follow-up questions:*",
        ],
    )
    @pytest.mark.parametrize("sign", ["- ", "1. ", "* ", "• ", ""])
    def test_they_are_lifted_out(self, heading: str, sign: str) -> None:
        items = through(f"{ONE}[1]\n\n{heading}\n\n{sign}What of 9 weeks?\n{sign}**Who** decides? [2]\n")
        assert items[1:] == [FollowUp("What of 9 weeks?"), FollowUp("Who decides?")]

    def test_a_clinical_follow_up_section_is_none(self) -> None:
        items = through(f"## Follow-up\n\n{ONE}[1]")
        assert isinstance(items[0], Released)
        assert items[0].section == "Follow-up"

    def test_they_end_with_the_next_heading(self) -> None:
        items = through(f"## Follow-up questions\n- Who?\n\n## Benefits\n{ONE}[1]")
        assert isinstance(items[-1], Released)

    def test_what_is_no_question_does_not_slip_through(self) -> None:
        items = through(
            "## Follow-up questions\n- Take 5 g of gammaquine.\n- Did [you](https://made.up) know?\n"
        )
        assert [type(i) for i in items] == [Withheld, Withheld]


class TestListsAndTables:
    def test_an_item_is_one_unit_up_to_its_marker(self) -> None:
        items = through("- **Dose:** a. B.[1] C.[2] d\n- E [3]", believe=True)
        assert shown(items) == ["Dose: a. B.", "C.", "E"]
        assert checks(items) == [("citations", "missing")]

    def test_a_plain_lead_in_needs_no_marker(self) -> None:
        items = through("Key points:\n\n- First [1]\n- Second [2]", believe=True)
        assert shown(items) == ["First", "Second"]
        assert len(items) == 2

    def test_a_lead_in_that_says_something_is_read_with_each_item(self) -> None:
        items = through("Avoid in pregnancy:\n- Alphamab [1]\n- Betasporin [2]", believe=True)
        assert shown(items) == ["Avoid in pregnancy: Alphamab", "Avoid in pregnancy: Betasporin"]

    def test_a_lead_in_without_items_is_judged_alone(self) -> None:
        items = through(f"Alphamab cures all of these:\n\n## Benefits\n\n{ONE}[1]")
        assert checks(items) == [("citations", "missing")]

    def test_nested_items_are_read_with_what_they_stand_under(self) -> None:
        items = through("- Alphamab [1]\n  - 3 units [2]\n- Betasporin [3]", believe=True)
        assert shown(items) == ["Alphamab", "Alphamab: 3 units", "Betasporin"]
        nested = items[1]
        assert isinstance(nested, Released)
        assert nested.citations == ("made-up.one", "made-up.two")

    def test_a_fragment_is_read_with_a_title_that_gives_it_its_meaning(self) -> None:
        items = through(
            "## Contraindications\n- Pregnancy [1]\n\n## Key points\n- Remission [2]", believe=True
        )
        assert shown(items) == ["Contraindications: Pregnancy", "Remission"]

    def test_a_row_is_one_unit_with_its_header(self) -> None:
        table = (
            "| Drug | Starting dose | Source |\n|:--|---|---|\n"
            "| Alphamab | 7 mg/kg [1] | |\n| Beta | 3 units | [2] |\n"
        )
        assert shown(through(table, believe=True)) == [
            "Alphamab: Starting dose 7 mg/kg",
            "Beta: Starting dose 3 units",
        ]

    def test_a_row_without_header_or_marker(self) -> None:
        items = through("| Alphamab | 7 mg/kg [1] |\n| Beta | 3 units |\n", believe=True)
        assert shown(items) == ["Alphamab: 7 mg/kg"]
        assert checks(items) == [("citations", "missing")]

    @pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
    def test_a_line_break_does_not_end_a_sentence(self, break_: str) -> None:
        text = ONE.replace(" every ", f" every{break_}")
        assert shown(through(f"{text}[1]{break_}{TWO}{break_}[2]{break_}")) == [ONE, TWO]

    def test_a_quote_is_read_like_any_text(self) -> None:
        text = ONE.replace(" every ", " every\n> ")
        assert shown(through(f"> {text}[1]\n> {TWO}[2]")) == [ONE, TWO]

    def test_code_is_withheld_whole(self) -> None:
        items = through(f"```python\n{ONE}[1]\n```\n\n{TWO}[2]")
        assert checks(items) == [("markup", "code")]
        assert shown(items) == [TWO]

    def test_an_open_fence_withholds_the_rest(self) -> None:
        assert shown(through(f"~~~\n{ONE}[1]\n")) == []


def test_emphasis_goes_and_words_stay() -> None:
    text = "***Gammaquine*** tablets are __harmful__ in *Sjögren's* `syndrome`.[3]"
    assert shown(through(text)) == [THREE]


def test_references_of_the_writer_are_not_shown() -> None:
    items = through(f"{ONE}[1]\n\n## References\n\n[1] Made up 2020. {ONE}\n2. {TWO}[2]\n")
    assert shown(items) == [ONE]
    assert {check for check, _ in checks(items)} == {"aside"}


@pytest.mark.parametrize("opening", ["Yes. ", "**Yes.** ", "No. ", "**Yes**. ", "It depends.\n"])
def test_a_bare_answer_is_read_with_its_sentence(opening: str) -> None:
    (item,) = through(f"{opening}{ONE}[1]", believe=True)
    assert isinstance(item, Released)
    assert item.text.endswith(ONE)
    assert item.text.startswith(opening.strip("* .\n"))


def test_a_bare_answer_alone_is_uncited() -> None:
    assert checks(through("Yes.\n\n## Benefits\n\n- It holds [1]", believe=True)) == [
        ("citations", "missing")
    ]


@pytest.mark.parametrize(
    ("markers", "ids"),
    [
        ("[1], [2]", ("made-up.one", "made-up.two")),
        ("[1]–[3]", ("made-up.one", "made-up.two", "made-up.three")),
        ("[1];[3]", ("made-up.one", "made-up.three")),
        (" [1] [2].", ("made-up.one", "made-up.two")),
    ],
)
def test_markers_in_a_row_are_one(markers: str, ids: tuple[str, ...]) -> None:
    items = through(f"{ONE}{markers} {TWO}[2]", believe=True)
    assert isinstance(items[0], Released)
    assert (items[0].text, items[0].citations) == (ONE, ids)
    assert shown(items) == [ONE, TWO]


@pytest.mark.parametrize(
    "text", ["Would you like details on dosing?", "Let me know if you have further questions."]
)
def test_an_offer_of_more_help_is_set_aside(text: str) -> None:
    assert checks(through(f"{ONE}[1]\n\n{text}")) == [("aside", "follow-up questions")]


def test_a_disclaimer_of_the_writer_is_set_aside_and_counts_as_no_fault() -> None:
    items = through(f"{ONE}[1] This is not medical advice and does not replace clinical judgement.")
    assert shown(items) == [ONE]
    aside = items[1]
    assert isinstance(aside, Withheld)
    assert [f.severity for f in aside.findings] == [Severity.NOTE]


def test_a_giant_sentence_is_never_released() -> None:
    items = through(f"{'word ' * 2000}not so.[1] {ONE}[1]", believe=True)
    assert shown(items) == [ONE]
    assert ("completeness", "unfinished") in checks(items)


def test_hostile_text_is_withheld_without_a_stand_in() -> None:
    items = through("Alphamab is given <script>alert(1)</script> every 9 weeks in class IV.[1]")
    assert checks(items) == [("markup", "tag")]
    assert shown(items) == []


def test_a_prompt_does_not_leak() -> None:
    prompt = (
        "You write short answers for clinicians out of the numbered statements below and of nothing else."
    )
    one = Gate(EVIDENCE, verifier=Believer(), system_prompt=prompt)
    items = one.feed(
        "Short answers for clinicians out of the numbered statements below and of nothing else.[1] N"
    )
    assert checks(items) == [("leak", "overlap")]


def test_a_patient_gets_no_dosing_instruction_not_even_as_a_stand_in() -> None:
    dosing = Evidence(
        "made-up.dose", "Alphamab 7 mg is taken every day.", plain="Take one 7 mg tablet every day."
    )
    one = Gate([dosing], verifier=Believer(), policy=Policy.for_audience("patient"))
    items = one.feed("Alphamab 7 mg tablets are taken every day.[1] N")
    assert checks(items) == [("policy", "dosing")]
    assert shown(items) == []


def test_a_sentence_that_points_back_to_another_drug_is_refused() -> None:
    evidence = (
        Evidence("made-up.one", "Belimumab is given by infusion."),
        Evidence("made-up.two", "Mycophenolate harms the unborn child."),
    )
    one = Gate(evidence, verifier=Believer(), lexicon=load_lexicon())
    items = one.feed("Belimumab is given by infusion.[1] It harms the unborn child.[2] N")
    assert shown(items)[0] == "Belimumab is given by infusion."
    assert checks(items) == [("reference", None)]
    assert "It harms the unborn child." not in shown(items)


def test_a_patient_is_shown_no_dose_in_place_of_a_writers_dose_either() -> None:
    plain = "Alphamab is taken as 7 mg once a day."
    dosing = Evidence("made-up.dose", "Alphamab 7 mg is taken every day.", plain=plain)
    one = Gate([dosing], verifier=Believer(), policy=Policy.for_audience("patient"))
    items = one.feed("Patients start alphamab at 7 mg every day.[1] N")
    assert checks(items) == [("policy", "dosing")]
    assert shown(items) == []


def test_a_patient_gets_plain_words_in_place_of_a_claim_that_is_not_supported() -> None:
    plain = "Alphamab can harm an unborn child."
    harm = Evidence("made-up.harm", "Alphamab is teratogenic.", plain=plain)
    one = Gate([harm], verifier=QuotationVerifier(), policy=Policy.for_audience("patient"))
    items = one.feed("Alphamab is teratogenic and cannot harm an unborn child.[1] N")
    assert shown(items) == [plain]
