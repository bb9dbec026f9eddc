"""The lexicon: what a text names, in every way that people write it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.lexicon import Lexicon, LexiconError, load_lexicon

_LEXICON = load_lexicon()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return _LEXICON


def named(lexicon: Lexicon, text: str, kind: str) -> list[str]:
    return [mention.concept for mention in lexicon.mentions(text) if mention.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "concepts"),
    [
        ("MMF 1 g BID", "drug", ["mycophenolate"]),
        ("mycophenolate mofetil", "drug", ["mycophenolate"]),
        ("HCQ, CYC, AZA, TAC, VCS, BEL, OBI and RTX", "drug", [
            "hydroxychloroquine", "cyclophosphamide", "azathioprine", "tacrolimus", "voclosporin",
            "belimumab", "obinutuzumab", "rituximab",
        ]),
        ("Benlysta and CellCept", "brand", ["belimumab", "mycophenolate"]),
        ("MPAA plus a CNI", "drug_class", ["mycophenolic-acid-analogue", "calcineurin-inhibitor"]),
        ("calcineurin inhibitors", "drug_class", ["calcineurin-inhibitor"]),
        ("RAAS blockade or an ACEi", "drug_class", ["raas-inhibitor", "ace-inhibitor"]),
        ("SC or IV", "route", ["subcutaneous", "intravenous"]),
        ("q4w", "frequency", ["every 4 weeks"]),
        ("every two weeks", "frequency", ["every 2 weeks"]),
        ("every 3-6 months", "frequency", ["every 3-6 months"]),
        ("BID", "frequency", ["twice daily"]),
        ("UPCR and eGFR", "measure", ["upcr", "egfr"]),
        ("urine protein-to-creatinine ratio", "measure", ["upcr"]),
        ("children and adolescents", "population", ["paediatric", "paediatric"]),
        ("a pregnant woman with CKD on haemodialysis", "population", ["pregnancy", "ckd", "dialysis"]),
        ("KDIGO, ACR and EULAR/ERA-EDTA", "body", ["kdigo", "acr", "eular"]),
        ("a NICE appraisal is nice", "body", ["nice"]),
        ("BLISS-LN and AURORA 1", "trial", ["bliss-ln", "aurora-1"]),
        ("we maintain MAINTAIN", "trial", ["maintain"]),
        ("M32.14, J0490 and N18.6", "code", ["M32.14", "J0490", "N18.6"]),
        ("M3214 and N186", "code", ["M32.14", "N18.6"]),
        ("CPT 96365", "code", ["96365"]),
        ("12345 patients", "code", []),
        ("renal flare", "term", ["relapse"]),
    ],
)  # fmt: skip
def test_names_what_a_text_speaks_of(lexicon: Lexicon, text: str, kind: str, concepts: list[str]) -> None:
    assert named(lexicon, text, kind) == concepts


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("class IV", ["IV"]),
        ("Class 4 LN", ["IV"]),
        ("class 3 plus 5", ["III", "V"]),
        ("III+V", ["III", "V"]),
        ("class III/IV ± V", ["III", "IV", "V"]),
        ("classes III or IV, with or without V", ["III", "IV", "V"]),
        ("class IV-S (A/C)", ["IV"]),
        ("class I to IV", ["I", "II", "III", "IV"]),
        ("proliferative lupus nephritis", ["III", "IV"]),
        ("membranous nephropathy", ["V"]),
        ("lupus nephritis type V", ["V"]),
        ("IV cyclophosphamide", []),
        ("lupus nephritis IV cyclophosphamide", []),
        ("class III, 5 mg daily", ["III"]),
        ("class IV and I want belimumab", ["IV"]),
        ("NYHA class II", []),
        ("stage 4 CKD", []),
        ("a drug class", []),
        ("non-proliferative", []),
    ],
)
def test_reads_isn_rps_classes(lexicon: Lexicon, text: str, classes: list[str]) -> None:
    assert named(lexicon, text, "class") == classes


def test_a_mention_says_where_it_stands(lexicon: Lexicon) -> None:
    text = "Give MMF, then Benlysta."
    found = {text[m.start : m.end]: m.surface for m in lexicon.mentions(text)}
    assert found["MMF"] == "MMF"
    assert found["Benlysta"] == "Benlysta"


def test_the_longest_name_wins(lexicon: Lexicon) -> None:
    assert [m.surface for m in lexicon.mentions("antiphospholipid syndrome nephropathy")] == [
        "antiphospholipid syndrome nephropathy"
    ]


def test_synonyms_are_indexed_alike(lexicon: Lexicon) -> None:
    assert lexicon.normalise("MMF for LN") == lexicon.normalise("mycophenolate for lupus nephritis")
    assert lexicon.normalise("class IV") == lexicon.normalise("Class 4")


def test_classes_of_drugs_and_their_members(lexicon: Lexicon) -> None:
    assert set(lexicon.members("calcineurin-inhibitor")) == {"voclosporin", "tacrolimus", "cyclosporine"}
    assert lexicon.members("belimumab") == ()
    assert "calcineurin-inhibitor" in lexicon.classes_of("voclosporin")
    assert "Benlysta" in lexicon.surfaces("belimumab")


@given(st.text(alphabet="IVclas s/+±-,.()MmFf0123456789q4wé’\n", max_size=200))
@settings(max_examples=150, deadline=None)
def test_mentions_lie_in_the_text_and_never_overlap(text: str) -> None:
    place = (0, 0)
    for mention in _LEXICON.mentions(text):
        assert text[mention.start : mention.end] == mention.surface != ""
        # A word that names two concepts gives two mentions of one place; other mentions never overlap.
        assert mention.start >= place[1] or (mention.start, mention.end) == place
        place = (mention.start, mention.end)


@pytest.mark.parametrize(
    "piece", ["class IV or ", "III/", "every 4 ", "urine protein to ", "a-", "((((", "M32."]
)
def test_long_texts_take_time_in_proportion(lexicon: Lexicon, piece: str) -> None:
    started = time.process_time()
    lexicon.mentions((piece * 20_000)[:20_000])
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("kind: drug\nentries:\n  - {concept: a, surface: [b]}", "entries.0.surface"),
        ("kind: pill\nentries:\n  - {concept: a}", "field kind"),
        ("kind: drug\nentries:\n  - {surfaces: [b]}", "entry 1"),
        (
            "kind: drug\nentries:\n  - {concept: a, surfaces: [x]}\n  - {concept: b, surfaces: [X]}",
            "entry 2 (b)",
        ),
        ("kind: term\nentries:\n  - {concept: a, members: [b]}", "only a drug_class has members"),
        ("kind: drug_class\nentries:\n  - {concept: a, members: [b]}", "no drug entry for the member 'b'"),
        ("kind: drug\nentries: [", "line"),
        ("kind: drug\nentries: []", "entries"),
    ],
)
def test_a_broken_file_is_named_with_its_entry(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "names.yaml").write_text(content)
    with pytest.raises(LexiconError) as caught:
        load_lexicon(tmp_path)
    assert "names.yaml" in str(caught.value)
    assert complaint in str(caught.value)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no lexicon files"):
        load_lexicon(tmp_path)
