"""What people answer, made up by hypothesis, and how each tool writes it down."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import openpyxl
from hypothesis import strategies as st

from revue_analytics.framework import load_framework
from revue_analytics.intake.form import FIRST
from revue_analytics.language import in_language
from revue_analytics.questionnaires import Questionnaire
from revue_analytics.questionnaires.limesurvey import limesurvey as structure_of
from revue_analytics.questionnaires.phrases import heading, phrases
from revue_analytics.questionnaires.value import NOT_APPLICABLE, UNKNOWN
from revue_analytics.questionnaires.workbook import rows_of, workbook
from revue_analytics.questionnaires.xlsform import statement
from revue_analytics.tables import DEFAULT_COLLEGES

FRAMEWORK = load_framework()
HOSTILE = (
    *("=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+33 6", "-2", "#REF!", "'", '"', '""', "a;b,c\td", "a\nb"),
    *("<script>alert(1)</script>", "{{ 7*7 }}", "NSP", "3 – Maîtrisé", "01004", "é\u202f!", "0", "NA", "sep=;", "🙂"),
)

ANSWERS = (None, 0, 1, 2, 3, 4, "unknown", "not_applicable")
DESIRED = (None, 4, "unknown", 0, 3, 1, 2)
PLACES = (("01004", "elus"), ("2A004", "agents"), ("75056", "habitants"), ("200042935", "partenaires"))


@dataclass(frozen=True)
class Said:
    """What somebody answers to one criterion."""

    current: int | str | None = None
    reason: str = ""
    desired: int | str | None = None
    evidence: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Person:
    """What somebody answers."""

    territory: str
    college: str
    said: dict[str, Said] = field(default_factory=dict)
    points: dict[str, float] | None = None
    comment: str = ""


def texts() -> st.SearchStrategy[str]:
    """A text that a spreadsheet can hold, often a nasty one."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="@")  # no address by chance
    free = st.text(letters, max_size=30).map(str.strip)
    return st.one_of(st.just(""), st.sampled_from(HOSTILE), free)


@st.composite
def criteria(draw) -> Said:
    current = draw(st.sampled_from([None, 0, 1, 2, 3, 4, "unknown", "not_applicable"]))
    reason = draw(texts()) or "Sans raison" if current == "not_applicable" else ""
    desired = draw(st.sampled_from([None, 0, 2, 4, "unknown"]))
    return Said(current, reason, desired, draw(texts()), draw(texts()))


@st.composite
def people(draw) -> Person:
    """Somebody who answers something."""
    said = {leaf.id: draw(criteria()) for leaf in FRAMEWORK.leaves if draw(st.booleans())}
    points = None
    if draw(st.booleans()) or not any(s.current is not None or s.desired is not None for s in said.values()):
        cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=7, max_size=7)))
        shares = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
        points = dict(zip(FRAMEWORK.top_ids, shares, strict=True))
    territory = draw(st.sampled_from(["01004", "2A004", "75056"]))
    college = draw(st.sampled_from([college.id for college in DEFAULT_COLLEGES]))
    return Person(territory, college, said, points, draw(texts()))


def everybody() -> list[Person]:
    """As many people as there are answers: each criterion gets every answer, every desired level, and odd texts."""
    texts, people = cycle(("", *HOSTILE)), []
    for k in range(len(ANSWERS)):
        said = {}
        for j, leaf in enumerate(FRAMEWORK.leaf_ids):
            current = ANSWERS[(j + k) % len(ANSWERS)]
            reason = next(texts) or "Sans raison" if current == "not_applicable" else ""
            said[leaf] = Said(current, reason, DESIRED[(j + 2 * k) % len(DESIRED)], *islice(texts, 2))
        points = dict(zip(FRAMEWORK.top_ids, (30, 0, 12.5, 0.5, 17, 20, 15, 5), strict=True)) if k % 2 else None
        people.append(Person(*PLACES[k % len(PLACES)], said, points, next(texts)))
    return people


def expected(people: list[Person]) -> tuple[set, set, set]:
    """What must come out: answers, points, remarks; people by their place."""
    answers, points, remarks = set(), set(), set()
    for k, person in enumerate(people):
        who = (k, person.territory, person.college)
        for node, s in person.said.items():
            if s.current is not None:
                comment = " — ".join(text for text in (s.comment, s.reason) if text)
                answers.add((*who, node, "current", s.current, s.evidence, comment))
            else:
                remarks |= {(*who, node, text) for text in (s.evidence, s.comment) if text}
            if s.desired is not None:
                answers.add((*who, node, "desired", s.desired, "", ""))
        points |= {(*who, node, float(share)) for node, share in (person.points or {}).items()}
        if person.comment:
            remarks.add((*who, "overall", person.comment))
    return answers, points, remarks


def found(ratings, order: dict[str, int] | None = None) -> tuple[set, set, set]:
    """What came out, respondents numbered in the order in which they appear."""
    frames = [ratings.table[ratings.table["status"] != "not_asked"], ratings.importance, ratings.comments]
    order = order or {}
    number = lambda who: order.get(who, who)  # noqa: E731
    answers = {
        (
            *(number(row.respondent), row.territory, row.college, row.criterion, row.aspect),
            int(row.level) if row.status == "rated" else row.status,
            *(row.evidence, row.comment),
        )
        for row in frames[0].itertuples()
    }
    points = {
        (number(row.respondent), row.territory, row.college, row.indicator, float(row.points))
        for row in frames[1].itertuples()
    }
    remarks = {
        (number(row.respondent), row.territory, row.college, row.node, row.comment) for row in frames[2].itertuples()
    }
    return answers, points, remarks


# --- the workbook -----------------------------------------------------------------------------------------------


def asked(**changes) -> Questionnaire:
    usual = {"title": "Revue", "campaign": "2026", "colleges": DEFAULT_COLLEGES}
    return Questionnaire(**{"framework": FRAMEWORK} | usual | changes)


@cache
def blank(language: str = "fr", respondents: int = 1) -> bytes:
    return workbook(asked(language=language, respondents=respondents))


@cache
def places(language: str = "fr", respondents: int = 1) -> dict[str, int]:
    """The row of each key."""
    rows = rows_of(asked(language=language, respondents=respondents))
    return {row.key: number for number, row in enumerate(rows, start=1) if row.key}


def filled(people: list[Person], path: Path, language: str = "fr", change=lambda book, sheet, rows: None) -> Path:
    """Fill in a workbook as somebody would who chooses from its lists."""
    book = openpyxl.load_workbook(io.BytesIO(blank(language, len(people))))
    sheet, rows = book["Questions"], places(language, len(people))
    labels = {option.code: option.text_in(language) for option in asked().answers}
    chosen = lambda answer: labels[{"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}.get(answer, str(answer))]  # noqa: E731
    colleges = {college.id: in_language(college.label, language) for college in DEFAULT_COLLEGES}
    for k, person in enumerate(people):
        cells = {"territory": person.territory, "college": colleges[person.college], "comment": person.comment}
        cells["respondent"] = f"{k}"
        for node, s in person.said.items():
            cells |= {f"{node} reason": s.reason, f"{node} evidence": s.evidence, f"{node} comment": s.comment}
            cells |= {node: "" if s.current is None else chosen(s.current)}
            cells |= {f"{node} desired": "" if s.desired is None else chosen(s.desired)}
        cells |= {f"importance {node}": share for node, share in (person.points or {}).items()}
        for key, value in cells.items():
            if value != "":
                cell = sheet.cell(rows[key], FIRST + 1 + k, value)
                cell.data_type = "n" if isinstance(value, int) else "s"
    change(book, sheet, rows)
    book.save(path)
    return path


# --- survey tools -----------------------------------------------------------------------------------------------


def kobo(people: list[Person], path: Path, labels: str = "", groups: bool = True, separator: str = "/") -> Path:
    """Write what KoboToolbox exports: codes, or the labels of a language; groups before the names."""
    form = asked(language=labels or "fr")
    said = phrases(form, form.language)
    head = lambda node: heading(node, form.language)  # noqa: E731

    def name(code: str, label: str, group: str = "", group_label: str = "") -> str:
        shown, before = (label, group_label) if labels else (code, group)
        return f"{before}{separator}{shown}" if groups and before else shown

    columns = ["start", "end", "campaign", name("code_insee", said.territory), name("college", said.college)]
    for theme in form.themes:
        of = (f"g_{theme.node.id}", head(theme.node))
        for c in theme.criteria:
            question = f"{head(c)} – {in_language(c.question, form.language)}"
            columns += [
                name(c.id, question, *of),
                name(f"{c.id}_reason", f"{head(c)} – {said.reason}", *of),
                name(f"{c.id}_desired", f"{head(c)} – {said.desired}", *of),
                name(f"{c.id}_evidence", f"{head(c)} – {said.evidence}", *of),
                name(f"{c.id}_comment", f"{head(c)} – {said.comment}", *of),
            ]
    columns += [name("share_points", said.share_wish), "total_points"]
    of = ("g_importance", said.share)
    columns += [name(f"importance_{t.id}", f"{said.share_points} – {head(t)}", *of) for t in FRAMEWORK.top]
    columns += [name("comment", said.remark)]
    columns += ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    columns += ["__version__", "_tags", "_index"]
    rows = []
    for k, person in enumerate(people):
        college = person.college
        if labels:
            college = next(in_language(c.label, labels) for c in DEFAULT_COLLEGES if c.id == person.college)
        row = ["2026-03-12T10:00:00.000+01:00", "2026-03-12T10:20:00.000+01:00", "2026", person.territory, college]
        for c in form.criteria:
            s = person.said.get(c.id, Said())
            row += [_coded(s.current, form, c, labels), s.reason, _coded(s.desired, form, None, labels)]
            row += [s.evidence, s.comment]
        yes = ("Oui" if labels == "fr" else "Yes") if labels else "yes"
        row += [yes if person.points else "", "100" if person.points else "0"]
        row += [str(person.points[t]) if person.points else "" for t in FRAMEWORK.top_ids]
        row += [person.comment]
        row += [str(100 + k), f"u-{k}", "2026-03-12T09:20:00", "", "", "submitted_via_web", "", "v1", "", str(k + 1)]
        rows.append(row)
    return _csv(path, [columns, *rows], ";")


@dataclass(frozen=True)
class Export:
    """What LimeSurvey asks of whoever exports: how columns are headed and how answers are written.

    `heads`: ``code``, ``abbreviated``, ``full``, ``codetext``; `length`: of a heading, 0 for all of it; `em`: codes as
    the expression manager knows them; `answers`: ``""`` for codes, else the language of full answers; `convert`: what
    yes and no become; `mask`: an apostrophe before what begins like a formula.
    """

    heads: str = "code"
    length: int = 0
    separator: str = ". "
    em: bool = False
    underscores: bool = False
    answers: str = ""
    convert: bool = False
    mask: bool = False
    cells: str = ";"  # between cells; of no matter in a workbook
    language: str = "fr"

    def head(self, code: str, below: str, text: str, text_below: str) -> str:
        """Write the head of a column, as `Writer.php` does."""
        written = " ".join(
            self._cut(each) if each is text else f"[{self._cut(each)}]" for each in (text, text_below) if each
        )
        if self.underscores:
            written = written.replace(" ", "_")
        name = (f"{code}_{below}" if self.em else f"{code}[{below}]") if below else code
        whole = {"code": name, "codetext": f"{name}{self.separator}{written}"}
        return whole.get(self.heads, written)

    def _cut(self, text: str) -> str:
        length = self.length or (15 if self.heads == "abbreviated" else 0)
        return f"{text[:length]}.. " if length and len(text) > length else text

    def cell(self, kind: str, stored: str, options: dict[str, str]) -> str:
        """Write what is stored for a question of a kind, as `SurveyObj.php` and `Writer.php` do."""
        if kind == "K" and "." in stored:
            stored = stored.rstrip("0").rstrip(".")
            stored = f"0{stored}" if self.answers and stored.startswith(".") else stored
        if kind in ("L", "!") and self.answers:
            stored = options.get(stored, "")
        if kind in ("Y", "M", "P") and self.convert:
            stored = {"Y": "1", "N": "2", "": "2"}.get(stored, stored)
        return f"'{stored}" if self.mask and stored.startswith("=") else stored


def limesurvey(people: list[Person], path: Path, export: Export = Export()) -> Path:
    """Write what LimeSurvey exports of the survey that our structure makes."""
    structure = list(csv.DictReader(io.StringIO(structured().decode("utf-8-sig")), delimiter="\t"))
    rows = [row for row in structure if row["language"] == export.language and row["class"] in ("Q", "SQ", "A")]
    text = {(row["class"], row["name"]): row["text"] for row in rows}
    french = export.language == "fr"
    before = {
        "id": "ID de la réponse" if french else "Response ID",
        "submitdate": "Date de soumission" if french else "Date submitted",
        "lastpage": "Dernière page" if french else "Last page",
        "startlanguage": "Langue de départ" if french else "Start language",
        "seed": "Tête de série" if french else "Seed",
        "startdate": "Date de lancement" if french else "Date started",
        "datestamp": "Date de la dernière action" if french else "Date last action",
    }
    heads = [export.head(code, "", shown, "") for code, shown in before.items()]
    fields: list[tuple[str, str, dict[str, str]]] = []
    options: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["class"] == "A":
            options[question][row["name"]] = row["text"]  # noqa: F821 - the question above
        elif row["class"] == "SQ":
            heads.append(export.head(question, row["name"], text["Q", question], row["text"]))  # noqa: F821
            fields.append((f"{question}[{row['name']}]", "K", {}))  # noqa: F821
        else:
            question = row["name"]
            if row["type/scale"] != "K":
                heads.append(export.head(question, "", row["text"], ""))
                fields.append((question, row["type/scale"], options.setdefault(question, {})))
    table = [heads]
    for k, person in enumerate(people, start=1):
        first = [str(k), "2026-03-12 10:20:00", "9", "fr", "123", "2026-03-12 10:00:00", "2026-03-12 10:20:00"]
        stored = _stored(person)
        table.append([*first, *(export.cell(kind, stored.get(name, ""), of) for name, kind, of in fields)])
    if path.suffix == ".xlsx":
        return _xlsx(path, table)
    quoted = "\r\n".join(export.cells.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    path.write_bytes(f"{quoted}\r\n\r\n".encode("utf-8-sig"))
    return path


def _stored(person: Person) -> dict[str, str]:
    """What LimeSurvey's own table holds of somebody: a number has ten decimals, and in some databases no zero first."""
    code = lambda answer: {"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}.get(answer, str(answer))  # noqa: E731
    number = next(n for n, college in enumerate(DEFAULT_COLLEGES, start=1) if college.id == person.college)
    stored = {
        "campaign": "2026",
        "codeinsee": person.territory,
        "collegechoice": f"C{number}",
        "college": person.college,
    }
    for node, s in person.said.items():
        stored |= {node: code(s.current)} if s.current is not None else {}
        stored |= {f"{node}desired": code(s.desired)} if s.desired is not None else {}
        stored |= {f"{node}reason": s.reason, f"{node}evidence": s.evidence, f"{node}comment": s.comment}
    points = {node: f"{share:.10f}" for node, share in (person.points or {}).items()}
    stored |= {f"importance[{node}]": n.removeprefix("0") if float(n) else n for node, n in points.items()}
    return stored | {"comment": person.comment}


@cache
def structured() -> bytes:
    return structure_of(asked())


def by_hand(people: list[Person], path: Path, language: str = "fr") -> Path:
    """Write what a form typed into Google Forms, or a table in Excel, gives: labels, levels in words."""
    form, said = asked(language=language), phrases(asked(language=language), language)
    label = lambda node: in_language(node.label, language)  # noqa: E731
    columns = ["Horodateur", said.territory, said.college]
    for theme in form.themes:
        for c in theme.criteria:
            grid = f"{heading(theme.node, language)} [{label(c)}]"
            columns += [grid, *(f"{label(c)} – {text}" for text in (said.reason, said.evidence, said.comment))]
            columns += [f"{said.desired} [{label(c)}]"]
    columns += [f"{said.share} [{label(t)}]" for t in FRAMEWORK.top] + [said.remark]
    rows = []
    for person in people:
        college = next(in_language(c.label, language) for c in DEFAULT_COLLEGES if c.id == person.college)
        row = ["12/03/2026 10:02:11", person.territory, college]
        for c in form.criteria:
            s = person.said.get(c.id, Said())
            row += [_coded(s.current, form, None, language), s.reason, s.evidence, s.comment]
            row += [_coded(s.desired, form, None, language)]
        row += [str(person.points[t]) if person.points else "" for t in FRAMEWORK.top_ids] + [person.comment]
        rows.append(row)
    if path.suffix == ".csv":
        return _csv(path, [columns, *rows], ",")
    return _xlsx(path, [["Réponses de la commune"], [], columns, *rows])


def _coded(answer: int | str | None, form: Questionnaire, criterion, labels: str) -> str:
    if answer is None:
        return ""
    code = {"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}.get(answer, str(answer))
    if not labels:
        return code
    option = next(option for option in form.answers if option.code == code)
    return statement(option, criterion, labels) if criterion else option.text_in(labels)


def _csv(path: Path, rows: list[list[str]], separator: str, **options) -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, **options).writerows(rows)
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))
    return path


def _xlsx(path: Path, rows: list[list[str]]) -> Path:
    """Write a workbook of text."""
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        for position, text in enumerate(row, start=1):
            if text:
                book.active.cell(number, position, text).data_type = "s"
    book.save(path)
    return path
