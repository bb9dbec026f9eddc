"""A step of a teaching case as the page draws it: plain JSON that the component turns into text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from chat_app.answer import Audience, Section, Sentence
from chat_app.draft import references
from chat_app.guidelines.model import Corpus
from chat_app.teaching import play
from chat_app.teaching.calibration import (
    brier_line,
    calibration_line,
    calibration_picture,
    calibration_table,
    points_line,
)
from chat_app.teaching.course import Course, course_of
from chat_app.teaching.model import Biopsy, Case, Claim, Compare, Library, Rating
from chat_app.teaching.pathway_map import pathway_map
from chat_app.teaching.picture import Picture
from chat_app.teaching.play import Phase, Progress
from chat_app.teaching.score import Score, score
from chat_app.teaching.trajectory import trajectory
from chat_app.teaching.words import (
    INVENTED,
    LEVELS,
    OUTCOMES,
    RATINGS,
    biopsy_head,
    lab_table,
    month_of,
    therapy_lines,
)
from chat_app.teaching.work import packed
from chat_app.ui.document import Json, body, glossary
from chat_app.ui.glossary import used_in
from chat_app.writers.attribution import attributed

View = Literal["study", "present"]
CONFIDENCE = ((25, "A guess"), (50, "Unsure"), (75, "Fairly sure"), (90, "Sure"), (99, "Certain"))
"""What a learner can commit to: percent, and the word for it."""


class Scene:
    """Draws one step for one view. Claims are collected first, so that their numbers run through the page."""

    def __init__(self, library: Library, corpus: Corpus, case: Case, progress: Progress, view: View) -> None:
        self.library, self.corpus, self.case, self.progress, self.view = library, corpus, case, progress, view
        self.step = play.present(case, progress)
        self.phase = play.phase(case, progress)
        parts = play.parts_of(self.step)
        self.parts = parts[: progress.shown] if view == "present" else parts
        self.more = len(parts) - len(self.parts)
        self._sections: list[Section] = []

    def json(self) -> Json:
        """What the component draws."""
        shown = set(self.parts)
        step, course = self.step, self._course()
        compared = [self._compare(c) for c in step.compare] if "compare" in shown else []
        decision = self._decision() if "decision" in shown else None
        ending = self._ending() if "ending" in shown else None
        pathway = self._pathway() if "pathway" in shown or self.view == "study" else None
        drawn = body(
            (),
            tuple(self._sections),
            references(self.corpus, [s for section in self._sections for s in section.sentences]),
            (),
            Audience.TRAINEE,
        )
        sections = drawn["sections"]
        text = " ".join(s.text for section in self._sections for s in section.sentences)
        first = self.progress.trail[0] == step.id
        return {
            "view": self.view,
            "key": f"{len(self.progress.trail)}-{step.id}",
            "phase": self.phase.value,
            "more": self.more,
            "shown": len(self.parts),
            "case": {
                "title": self.case.title,
                "facts": [LEVELS[self.case.level], f"{self.case.minutes} minutes", INVENTED],
            },
            "trail": self._trail(),
            "step": {"title": step.title, "place": f"{step.setting}, {month_of(step.month)}"},
            "introduction": self.case.patient.introduction if first else None,
            "points": list(self.case.learning_points) if first else [],
            "story": list(step.story),
            "labs": _labs(course) if "labs" in shown else None,
            "biopsy": _biopsy(step.biopsy) if "biopsy" in shown else None,
            "therapy": self._therapy() if "therapy" in shown else [],
            "compare": [sections[n] for n in compared],
            "decision": _filled(decision, sections),
            "ending": _filled(ending, sections),
            "trajectory": _picture(trajectory(course) if course else None),
            "pathway": _filled(pathway, sections),
            "evidence": drawn["evidence"],
            "glossary": glossary(used_in(text, self.corpus)),
            "handout": f"/api/cases/{self.case.id}/handout.pdf?work={packed(self.progress)}",
            "solution": f"/api/cases/{self.case.id}/handout.pdf" if self.view == "present" else None,
        }

    def _claims(self, title: str, claims: Iterable[Claim]) -> int:
        """Note claims down to be drawn; the place of their section."""
        sentences = tuple(Sentence(text=c.words, citations=c.cites, verdict="verified") for c in claims)
        self._sections.append(Section(title=title, sentences=sentences))
        return len(self._sections) - 1

    def _compare(self, compare: Compare) -> int:
        sentences = []
        for statement_id in compare.statements:
            statement = self.corpus.statements[statement_id]
            text = attributed(statement, self.corpus.source_of(statement), statement.text)
            sentences.append(Sentence(text=text, citations=(statement_id,), verdict="quoted"))
        self._sections.append(Section(title=compare.title, sentences=tuple(sentences), layout="positions"))
        return len(self._sections) - 1

    def _course(self) -> Course | None:
        """The course as far as it may be seen: without the values of a step that are not shown yet."""
        trail, path = self.progress.trail, self.progress.path
        if self.step.labs and "labs" not in self.parts:
            return course_of(self.case, trail[:-1], path) if len(trail) > 1 else None
        return course_of(self.case, trail, path)

    def _therapy(self) -> list[str]:
        return therapy_lines(self.step.therapy, course_of(self.case, self.progress.trail, self.progress.path))

    def _trail(self) -> list[Json]:
        steps = [self.case.step(i) for i in self.progress.trail]
        return [{"id": s.id, "title": s.title, "month": month_of(s.month)} for s in steps]

    def _decision(self) -> Json | None:
        decision = self.step.decision
        if decision is None:
            return None
        answer = play.answered(self.progress)
        open_now = self.phase is Phase.REVEALED
        options: list[Json] = []
        for place, option in enumerate(decision.options):
            drawn: Json = {"text": option.text}
            if open_now:
                drawn |= {
                    "rating": option.rating.value,
                    "word": RATINGS[option.rating],
                    "here": option.here,
                    "section": self._claims(option.text, option.why),
                    "open": option.rating is Rating.BEST or (answer is not None and answer.option == place),
                }
            options.append(drawn)
        return {
            "question": decision.question,
            "options": options,
            "chosen": answer.option if answer else None,
            "said": f"{answer.confidence}%" if answer and answer.confidence is not None else None,
            "verdict": RATINGS[decision.options[answer.option].rating] if answer and open_now else None,
            "confidence": [{"value": v, "word": w} for v, w in CONFIDENCE],
        }

    def _ending(self) -> Json | None:
        ending = self.step.ending
        if ending is None:
            return None
        return {
            "outcome": OUTCOMES[ending.outcome],
            "tone": ending.outcome,
            "summary": list(ending.summary),
            "section": self._claims("To take home", ending.take_home),
            "score": score_json(score(self.case, self.progress)),
        }

    def _pathway(self) -> Json | None:
        """The pathway with the present step, or the one that was shown last."""
        seen = [s.pathway for s in map(self.case.step, self.progress.trail) if s.pathway]
        if not seen:
            return None
        here = seen[-1]
        pathway = self.library.pathways[here.pathway]
        passed = {p.node for p in seen if p.pathway == here.pathway}
        return {
            "title": pathway.title,
            "present": here.node,
            "picture": _picture(pathway_map(pathway, here.node, passed)),
            "nodes": [
                {"id": n.id, "title": n.title, "section": self._claims(n.title, n.says)}
                for n in pathway.nodes
            ],
        }


def _filled(part: Json | None, sections: list[Json]) -> Json | None:
    """A part with the drawn sentences of its sections in the place of their numbers."""
    if part is None:
        return None
    filled: Json = {}
    for name, value in part.items():
        if name == "section":
            filled["why"] = sections[value]["sentences"]
        elif isinstance(value, list):
            filled[name] = [_filled(v, sections) if isinstance(v, dict) else v for v in value]
        else:
            filled[name] = value
    return filled


def _picture(picture: Picture | None) -> Json | None:
    return picture.json() if picture else None


def _labs(course: Course | None) -> Json | None:
    table = lab_table(course) if course else None
    return {"months": list(table.columns[1:]), "rows": [list(r) for r in table.rows]} if table else None


def _biopsy(biopsy: Biopsy | None) -> Json | None:
    return {"head": biopsy_head(biopsy), "findings": list(biopsy.findings)} if biopsy else None


def score_json(result: Score) -> Json:
    """The score at the end: in words, decision by decision, and how confidence matched."""
    return {
        "points": points_line(result),
        "calibration": calibration_line(result),
        "brier": brier_line(result),
        "picture": _picture(calibration_picture(result)),
        "table": [list(row) for row in calibration_table(result).rows],
        "decisions": [
            {
                "question": r.decision.question,
                "chosen": r.option.text,
                "word": RATINGS[r.option.rating],
                "rating": r.option.rating.value,
                "said": f"{r.answer.confidence}%" if r.answer.confidence is not None else "–",
                "best": [] if r.right else [o.text for o in r.best],
            }
            for r in result.reviewed
        ],
    }


def shelf_item(case: Case) -> Json:
    """A case in the list of cases."""
    decisions = sum(1 for _ in case.decisions())
    return {
        "id": case.id,
        "title": case.title,
        "summary": case.summary,
        "facts": [
            LEVELS[case.level],
            f"{case.minutes} minutes",
            f"{decisions} decisions, {len(case.ends())} ends",
            INVENTED,
        ],
        "problem": None,
    }
