"""The form engine of ODK, which fills in our XLSForm in a browser, and what servers export of its submissions.

The engine is a package for node, laid into `build/odk` by `make odk`. Where it is missing its tests are skipped with
the remedy, or fail if REVUE_REQUIRE_NODE is set. The exports are written as ODK Central (`lib/data/briefcase.js`) and
KoboToolbox (`formpack/reporting/export.py`) write them.
"""

from __future__ import annotations

import csv
import io
import os
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from revue_analytics.questionnaires.value import NOT_APPLICABLE, UNKNOWN
from tests.questionnaires.sheets import Person

ENGINE = Path(__file__).parents[2] / "build/odk/node_modules/@getodk/xforms-engine/dist/index.js"
HOW_TO = "the form engine of ODK is not installed: run “make odk”, which needs npm"
PAGE = "https://form.test/"  # the engine draws random ids, which browsers allow on such a page only
INSTANCE = "{http://www.w3.org/2002/xforms}instance"
FILL = """async ([xform, people]) => {
  const engine = await import('/engine.js');
  const form = await engine.loadForm(xform);
  if (form.status !== 'success') throw new Error(`${form.status}: ${form.error ?? JSON.stringify(form.warnings)}`);
  const withBelow = (node) => [node, ...(node.currentState.children ?? []).flatMap(withBelow)];
  const submitted = [];
  for (const answers of people) {
    const { root } = form.createInstance();
    const nodes = new Map(withBelow(root).map((node) => [node.currentState.reference.split('/').pop(), node]));
    const notAsked = [];
    for (const [name, value] of answers) {
      const node = nodes.get(name);
      if (!node.currentState.relevant) notAsked.push(name);
      else if (node.nodeType === 'select') node.selectValue(value);
      else node.setValue(value);
    }
    const payload = await root.prepareInstancePayload({ payloadType: 'monolithic' });
    const wrong = (payload.violations ?? []).map((one) => [one.reference.split('/').pop(), one.violation.condition]);
    submitted.push([await payload.data[0].get('xml_submission_file').text(), wrong, notAsked]);
  }
  return submitted;
}"""


@dataclass(frozen=True)
class Submission:
    """What a filled form sends; why the engine would not let it go (question, condition); questions not asked."""

    xml: str
    wrong: list[list[str]]
    not_asked: list[str]

    def values(self) -> dict[str, str]:
        """Path of each question → what was answered."""
        return dict(_leaves(ET.fromstring(self.xml)))


@dataclass
class Engine:
    """Fills in forms."""

    page: Any

    def submit(self, form: bytes, people: Sequence[Sequence[tuple[str, object]]]) -> list[Submission]:
        """Answer the questions of an XLSForm in order, once for each of some people."""
        made = self.page.evaluate(FILL, [convert(io.BytesIO(form), validate=False).xform, people])
        return [Submission(*one) for one in made]


@pytest.fixture(scope="module")
def engine(browser) -> Iterator[Engine]:
    """The engine in a page of its own, which reaches no network."""
    if not ENGINE.is_file():
        if os.environ.get("REVUE_REQUIRE_NODE"):
            pytest.fail(HOW_TO)
        pytest.skip(HOW_TO)
    context = browser.chromium.new_context(timezone_id="Europe/Paris", locale="fr-FR")
    page = context.new_page()
    script = {"content_type": "text/javascript", "path": ENGINE}
    empty = {"content_type": "text/html", "body": "<!doctype html><title>form</title>"}
    page.route("**/*", lambda route: route.fulfill(**(script if route.request.url.endswith(".js") else empty)))
    page.goto(PAGE)
    yield Engine(page)
    context.close()


def typed(person: Person) -> list[tuple[str, object]]:
    """What somebody answers, question by question."""
    off_scale = {"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}
    code = lambda answer: off_scale.get(answer, str(answer))  # noqa: E731
    answers: list[tuple[str, object]] = [("code_insee", person.territory), ("college", person.college)]
    for node, said in person.said.items():
        answers += [(node, code(said.current))] if said.current is not None else []
        answers += [(f"{node}_desired", code(said.desired))] if said.desired is not None else []
        texts = {"reason": said.reason, "evidence": said.evidence, "comment": said.comment}
        answers += [(f"{node}_{kind}", text) for kind, text in texts.items() if text]
    if person.points is not None:
        answers += [("share_points", "yes"), *((f"importance_{node}", n) for node, n in person.points.items())]
    return [*answers, ("comment", person.comment)] if person.comment else answers


def _leaves(element: ET.Element, path: str = "") -> Iterator[tuple[str, str]]:
    for child in element:
        name = f"{path}/{child.tag.rpartition('}')[2]}".strip("/")
        if len(child):
            yield from _leaves(child, name)
        else:
            yield name, child.text or ""


# --- exports ----------------------------------------------------------------------------------------------------


def central(form: bytes, submissions: Sequence[Submission], path: Path, groups: bool = True) -> Path:
    """Write what ODK Central exports, alone or zipped: values, the names of groups before those of questions or not."""
    instance = next(ET.fromstring(convert(io.BytesIO(form), validate=False).xform).iter(INSTANCE))
    names = [name for name, _ in _leaves(instance[0])]
    heads = [name.replace("/", "-") if groups else name.rpartition("/")[2] for name in names]
    after = ("KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status")
    rows = [["SubmissionDate", *heads, *after, "ReviewState", "DeviceID", "Edits", "FormVersion"]]
    for one in submissions:
        values = one.values()
        key = values["meta/instanceID"]
        tail = [key, "12", "revue", "0", "0", "", "", "", "0", "1"]
        rows.append(["2026-03-12T09:20:00.000Z", *(values.get(name, "") for name in names), *tail])
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("revue.csv", stream.getvalue())
    else:
        path.write_bytes(stream.getvalue().encode())
    return path


def kobo(form: bytes, submissions: Sequence[Submission], path: Path, language: str = "", groups: str = "") -> Path:
    """Write what KoboToolbox exports: XML values or labels in a language, `groups` between their names and the last."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    survey, choices = (_records(book[name]) for name in ("survey", "choices"))
    label = f"label::{language}"
    options = {(row["list_name"], row["name"]): row.get(label) or row["name"] for row in choices}
    heads, fields, above = [], [], []
    for row in survey:
        kind, _, of = row["type"].partition(" ")
        if kind == "begin_group":
            above.append(row)
        elif kind == "end_group":
            above.pop()
        else:
            shown = [each.get(label) or each["name"] for each in (*above, row)]
            heads.append(groups.join(shown) if groups else shown[-1])
            fields.append(("/".join(each["name"] for each in (*above, row)), of))
    after = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by")
    rows = [[*heads, *after, "__version__", "_tags", "_index"]]
    for number, one in enumerate(submissions, start=1):
        values = one.values()
        cells = [options.get((of, values.get(name, "")), values.get(name, "")) for name, of in fields]
        uuid = values["meta/instanceID"].removeprefix("uuid:")
        tail = [str(100 + number), uuid, "2026-03-12T09:20:00", "", "", "submitted_via_web", "", "v1", "", str(number)]
        rows.append([*cells, *tail])
    if path.suffix == ".xlsx":
        written = openpyxl.Workbook()
        for n, cells in enumerate(rows, start=1):
            for k, text in enumerate(cells, start=1):
                if text:
                    written.active.cell(n, k, text).data_type = "s"
        written.save(path)
        return path
    lines = [";".join('"' + text.replace('"', '""') + '"' for text in row) for row in rows]
    path.write_bytes("\n".join(lines).encode("utf-8-sig"))
    return path


def _records(sheet: Any) -> list[Mapping[str, str]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows]
