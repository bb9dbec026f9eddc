"""What a turn points to in the answer before it, and what ends with its patient."""

from __future__ import annotations

import pytest

from chat_app.answer import Outcome
from chat_app.consult import Consultation
from tests.chat_app.question.talk import talk, understood


@pytest.mark.parametrize(
    ("turns", "resolved"),
    [
        (  # counted off in the last answer
            ("First line for class IV per KDIGO?", "the second one you named: dose?"),
            "Cyclophosphamide in class IV lupus nephritis: the second one you named: dose?",
        ),
        (  # counted off among drugs that were compared
            ("MMF or azathioprine for maintenance in LN?", "side effects of the first one?"),
            "Mycophenolate in lupus nephritis: side effects of the first one?",
        ),
        (  # two that were asked about one after the other
            ("Voclosporin in LN with an eGFR of 40?", "tacrolimus then?", "which of the two needs levels?"),
            "Voclosporin and tacrolimus in lupus nephritis with reduced kidney function: "
            "which of the two needs levels?",
        ),
        (  # a test that belongs to a drug of the last answer
            ("MMF in maintenance of class IV LN not tolerated, azathioprine?", "TPMT?"),
            "Azathioprine treatment in class IV lupus nephritis in maintenance therapy: TPMT?",
        ),
        (  # where an answer comes from is asked of the question before
            ("HCQ dose in LN?", "with an eGFR of 22?", "source?"),
            "Hydroxychloroquine dose in lupus nephritis: with an eGFR of 22: source?",
        ),
        (  # a drug that is out is no longer asked about
            ("MMF or azathioprine for maintenance in LN?", "and if MMF is out?"),
            "Treatment in lupus nephritis in maintenance therapy: and if MMF is out?",
        ),
        (  # what fails is the treatment before
            ("Treatment of class V LN?", "what if that fails?"),
            "Refractory disease in class V lupus nephritis: what if that fails?",
        ),
        (  # a class put right, though it reads like a route
            ("Class II LN, proteinuria 300 mg a day: do I treat the kidney?", "no, I meant IV"),
            "class IV LN, proteinuria 300 mg a day: do I treat the kidney?",
        ),
        (  # why asks nothing new
            ("Treatment of class IV LN?", "why?", "steroids first?"),
            "Treatment in class IV lupus nephritis: steroids first?",
        ),
        (  # another patient, the same matter; the value is of what was measured before
            ("Voclosporin in LN?", "her eGFR is 62", "different patient, fell from 72 to 54. what now?"),
            "Voclosporin in lupus nephritis: eGFR fell from 72 to 54. what now?",
        ),
        (  # a slip that is said again
            ("ICD-10 code for LN class IV?", "sorry, V not IV"),
            "ICD-10 code for LN class V?",
        ),
        (  # a finding that is told stands beside what was in question
            ("Contraception in LN?", "lupus anticoagulant came back positive"),
            "Lupus nephritis, about contraception: lupus anticoagulant came back positive",
        ),
        (  # a pregnancy hoped for later is no state of the patient
            ("First line for class III per KDIGO?", "she wants kids later", "dose of MMF?"),
            "Class III lupus nephritis: dose of MMF?",
        ),
        (  # a diagnosis code is of the disease
            ("Is voclosporin covered for LN?", "ICD code?"),
            "Lupus nephritis: ICD code?",
        ),
        (  # in place of a drug without proof
            ("What did trials of anifrolumab in LN show?", "zoster?", "voclosporin instead?"),
            "Treatment in lupus nephritis: voclosporin instead?",
        ),
        (  # an antibody that the corpus has not is asked about in place of the drug before
            ("Rituximab dose in LN?", "tocilizumab?"),
            "Dose in lupus nephritis: tocilizumab?",
        ),
    ],
)
def test_what_a_turn_points_to(consultation: Consultation, turns: tuple[str, ...], resolved: str) -> None:
    assert talk(consultation, *turns).resolved_question == resolved


def test_the_others_are_those_that_the_answer_named_beside_the_drug(consultation: Consultation) -> None:
    answer = talk(consultation, "Options in refractory LN?", "dose of the first one?", "the others?")
    first = understood(talk(consultation, "Options in refractory LN?", "dose of the first one?")).drugs
    others = understood(answer).drugs
    assert first
    assert others
    assert set(first).isdisjoint(others)


@pytest.mark.parametrize("turn", ["Blorbuximab?", "and zorpinib?"])
def test_a_name_that_no_statement_holds_is_not_covered(consultation: Consultation, turn: str) -> None:
    assert talk(consultation, "HCQ dose in LN?", turn).outcome is Outcome.NOT_COVERED


@pytest.mark.parametrize(
    ("turns", "field"),
    [
        (("LN in a 12-year-old girl, class IV. Treatment?", "and in adults?"), "age_years"),
        (("She is pregnant with LN. Drugs?", "she delivered in March"), "pregnant"),
        (
            ("54-year-old man with LN and eGFR 25. Voclosporin?", "new patient: class III LN, first line?"),
            "egfr",
        ),
    ],
)
def test_facts_end_with_their_state_or_patient(
    consultation: Consultation, turns: tuple[str, ...], field: str
) -> None:
    answer = talk(consultation, *turns)
    assert getattr(consultation.recorder.turns(answer.conversation)[-1].patient, field) is None
