from __future__ import annotations

import pytest

from guardrails import language


@pytest.mark.parametrize(
    "text",
    [
        "Le mycophénolate est donné avec des glucocorticoïdes chez les adultes.",
        "Mycophenolat wird mit Glukokortikoiden bei Erwachsenen gegeben und ist wirksam.",
        "El micofenolato se administra con glucocorticoides en los adultos.",
        "O micofenolato não é dado na gravidez com o prednisona.",
        "Il micofenolato è dato con la dose di mantenimento nel paziente.",
        "霉酚酸酯用于狼疮性肾炎的治疗。",
        "Микофенолат назначается два раза в день.",
        "يعطى الدواء مرتين في اليوم",
        "MMF は 2 回投与する。",
    ],
)
def test_other_languages_are_found(text: str) -> None:
    assert [f.check for f in language.findings(text)] == ["language"]


@pytest.mark.parametrize(
    "text",
    [
        "Mycophenolate is given with glucocorticoids in adults.",
        "MMF 2-3 g/day; CYC 500 mg q2w x6; AZA no.",
        "Sjögren's syndrome, café-au-lait, α-interferon, β-blockers, κ and µg",
        "De novo class IV, in utero exposure and per os dosing",
        "Anti-dsDNA, anti-C1q, C3, C4",
        "Voclosporin 23.7 mg BID",
        "1:640",
        "",
    ],
)
def test_english_and_clinical_shorthand_pass(text: str) -> None:
    assert language.findings(text) == []
