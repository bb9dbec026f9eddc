"""Retrieval: the statements that bear on a question come first, and an uncovered question is told as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat_app.guidelines.facets import situations
from chat_app.guidelines.fold import claim, folded
from chat_app.guidelines.load import default_corpus, load_corpus
from chat_app.guidelines.model import Statement
from chat_app.guidelines.search import Hit, Searcher
from chat_app.question.patient import PatientFacts
from chat_app.question.understand import understand
from guardrails.lexicon import load_lexicon
from tests.chat_app.guidelines.conftest import Write, a_source, a_statement

LEXICON = load_lexicon()


def find(searcher: Searcher, question: str, limit: int = 20) -> tuple[Hit, ...]:
    return searcher.search(understand(question, lexicon=LEXICON), limit)


def topics(hits: tuple[Hit, ...]) -> set[str]:
    return {topic for hit in hits for topic in hit.statement.topics}


def test_the_statement_that_answers_the_very_question_comes_first(searcher: Searcher) -> None:
    asked = list(default_corpus())[::40]
    first = [find(searcher, s.answers[0], 3) for s in asked]
    found = sum(s.id in {hit.statement.id for hit in hits} for s, hits in zip(asked, first, strict=True))
    assert found >= 0.95 * len(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MMF dose in LN", "mycophenolate mofetil dose in lupus nephritis"),
        ("Benlysta IV dosing", "belimumab intravenous dose"),
        ("treatment of class 4 LN", "treatment of class IV lupus nephritis"),
    ],
)
def test_the_same_question_in_other_words_finds_the_same(searcher: Searcher, one: str, other: str) -> None:
    first = {hit.statement.id for hit in find(searcher, one, 10)}
    second = {hit.statement.id for hit in find(searcher, other, 10)}
    assert len(first & second) >= 8


def test_a_broad_question_finds_every_part_of_the_answer(searcher: Searcher) -> None:
    found = topics(find(searcher, "How is class IV lupus nephritis treated?"))
    wanted = {
        "initial-therapy",
        "glucocorticoids",
        "hydroxychloroquine",
        "maintenance-therapy",
        "duration-withdrawal",
        "supportive-care",
    }
    assert wanted <= found


@pytest.mark.parametrize(
    ("question", "population"),
    [
        ("Which drugs are safe for a pregnant woman with lupus nephritis?", "pregnancy"),
        ("How is lupus nephritis treated in children?", "paediatric"),
        ("What is the treatment of lupus nephritis on dialysis?", "dialysis"),
        ("When can a kidney transplant be done in lupus nephritis?", "transplant"),
    ],
)
def test_a_population_that_is_asked_for_leads(searcher: Searcher, question: str, population: str) -> None:
    hits = find(searcher, question, 10)
    assert sum(population in hit.statement.population for hit in hits) >= 5


def test_statements_on_pregnancy_alone_stay_out_of_other_questions(searcher: Searcher) -> None:
    hits = find(searcher, "What is the initial treatment of class III lupus nephritis?")
    assert not any(hit.statement.population == ("pregnancy",) for hit in hits)


def test_an_asked_code_is_found(searcher: Searcher) -> None:
    hits = find(searcher, "What is J0490?", 5)
    assert any("J0490" in hit.statement.text for hit in hits)


def test_what_a_follow_up_says_itself_counts_more_than_its_context(searcher: Searcher) -> None:
    own = "unreliable with tablets"
    query = understand(f"Treatment in class IV lupus nephritis: {own}", lexicon=LEXICON)
    settles = "kdigo-ln-2024.pp10.2.3.1.2"
    found = [
        settles in {hit.statement.id for hit in searcher.search(q, 20)}
        for q in (query, replace(query, own=own))
    ]
    assert found == [False, True]


def test_a_named_body_and_a_named_trial_lead(searcher: Searcher) -> None:
    assert find(searcher, "What does EULAR say about hydroxychloroquine dose?", 1)[
        0
    ].statement.source.startswith("eular")
    assert find(searcher, "What did LUNAR show?", 1)[0].statement.source.startswith("lunar")


def test_the_patients_facts_count_as_asked(searcher: Searcher) -> None:
    question = "Which immunosuppressive drug should be chosen?"
    pregnant = understand(question, PatientFacts(pregnant=True), LEXICON)
    assert any("pregnancy" in hit.statement.population for hit in searcher.search(pregnant, 10))


def test_hits_are_best_first_without_repeats_and_at_most_the_limit(searcher: Searcher) -> None:
    hits = find(searcher, "voclosporin blood pressure", 15)
    assert 5 <= len(hits) <= 15
    assert len({hit.statement.id for hit in hits}) == len(hits)
    assert hits[0].score == max(hit.score for hit in hits)


def test_asking_twice_gives_the_same(searcher: Searcher) -> None:
    question = "How is refractory lupus nephritis treated?"
    assert find(searcher, question) == find(searcher, question)


def test_a_question_without_words_finds_nothing_to_lean_on(searcher: Searcher) -> None:
    query = understand("???", lexicon=LEXICON)
    assert not searcher.covers(query, searcher.search(query))


@pytest.mark.parametrize(
    "question",
    [
        "lupus nephritis and acupuncture",
        "Does acupuncture help lupus nephritis?",
        "Can tattoos be made in lupus nephritis?",
        "What is the dose of tocilizumab in lupus nephritis?",
        "Is ustekinumab used for class IV lupus nephritis?",
        "How should gout be treated in lupus nephritis?",
        "Which hotel suits lupus nephritis patients in Rome?",
        "Is travel to high altitude safe with lupus nephritis?",
    ],
)
def test_what_the_statements_never_speak_of_is_not_covered(searcher: Searcher, question: str) -> None:
    query = understand(question, lexicon=LEXICON)
    assert not searcher.covers(query, searcher.search(query, 40))


@pytest.mark.parametrize(
    "question",
    [
        "How is lupus nephritis treated?",
        "What is the dose of MMF?",
        "Is Benlysta indicated for M32.14?",
        "Can lupus nephritis be cured?",
        "Who should a patient with lupus nephritis be referred to?",
        "Which vaccines are advised under immunosuppression?",
        "UPCR 0.6 and anti-dsDNA positive: what next?",
    ],
)
def test_what_they_speak_of_is_covered(searcher: Searcher, question: str) -> None:
    query = understand(question, lexicon=LEXICON)
    assert searcher.covers(query, searcher.search(query, 40))


def test_nothing_found_is_nothing_covered(searcher: Searcher) -> None:
    assert not searcher.covers(understand("lupus nephritis", lexicon=LEXICON), ())


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"status": "two-sources"}, {"status": "unconfirmed"}),
        ({"source": "alpha-2024"}, {"source": "beta-2012"}),
        ({"source": "alpha-2024"}, {"source": "gamma"}),
    ],
)
def test_the_better_source_leads(write: Write, better: dict[str, str], worse: dict[str, str]) -> None:
    sources = [
        a_source(),
        a_source("beta-2012", superseded_by="alpha-2024"),
        a_source("gamma", type="review"),
    ]
    text = "The invented dose is {} mg."
    rows = [
        a_statement(f"{better.get('source', 'alpha-2024')}.good", text=text.format(11), **better),
        a_statement(f"{worse.get('source', 'alpha-2024')}.poor", text=text.format(12), **worse),
    ]
    searcher = Searcher(load_corpus(write(sources, rows[::-1])), LEXICON)
    assert [hit.statement.id.split(".")[1] for hit in find(searcher, "invented dose", 2)] == ["good", "poor"]


def test_a_copy_goes_last_but_is_not_lost() -> None:
    one = next(iter(default_corpus()))
    text = "The invented dose of the drug in lupus nephritis is 11 mg daily"
    statements: list[Statement] = [
        one.model_copy(update={"text": text}),
        one.model_copy(update={"text": f"{text} given"}),
        one.model_copy(update={"text": text.replace("11", "12")}),
    ]
    words = [frozenset(statement.text.split()) for statement in statements]
    assert folded([0, 1, 2], lambda row: claim(statements[row]), words.__getitem__) == [0, 2, 1]


def test_a_corpus_of_one_statement_can_be_searched(write: Write) -> None:
    corpus = load_corpus(write([a_source()], [a_statement(answers=[])]))
    hits = find(Searcher(corpus, LEXICON), "invented statement")
    assert [hit.statement.id for hit in hits] == ["alpha-2024.one"]
    assert find(Searcher(replace(corpus, statements={}), LEXICON), "invented statement") == ()


def test_every_cue_of_a_situation_can_be_looked_for() -> None:
    with_cues = [c for s in situations() for c in (s.when, s.without) if c.cues]
    assert with_cues
    assert not any(conditions.cue.search("") for conditions in with_cues)
