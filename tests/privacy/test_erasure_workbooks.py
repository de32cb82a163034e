"""Every structure of a workbook in which an id can stand: it goes, and nothing else of the workbook does."""

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from revue_analytics.campaign import check_campaign, erase_respondent, open_campaign
from tests.privacy.packed import holds, where
from tests.privacy.test_erasure_formats import HEAD, OTHER, ROWS, WHO, campaign, erased

SECRET = "son secret"
GONE = 3  # the person's row


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relation(kind, target, external=False):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rIdX" Type="{REL}/{kind}" Target="{target}"{mode}/>'


def relations(*tags):
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">{"".join(tags)}</Relationships>'


def related(tag):
    return lambda xml: xml.replace("</Relationships>", f"{tag}</Relationships>")


def workbook(*plants, shared=True):
    """A workbook of answers and other sheets, with something planted in it; as bytes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "réponses"
    for row in [HEAD, *ROWS]:
        sheet.append(row)
    sheet["E3"].fill = PatternFill("solid", fgColor="FFFF00")
    book.create_sheet("synthèse")["A1"] = "Synthèse"
    for plant in plants:
        plant(book)
    stream = io.BytesIO()
    book.save(stream)
    return with_shared_texts(stream.getvalue()) if shared else stream.getvalue()


def with_shared_texts(content):
    """The workbook with its texts in a part of their own, each once, as Excel writes them."""
    texts = []

    def number(found):
        texts.extend([] if found[2] in texts else [found[2]])
        return f'{found[1]} t="s"><v>{texts.index(found[2])}</v></c>'

    def share(xml):
        return re.sub(r'(<c [^>]*?) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', number, xml)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = {
            name: share(archive.read(name).decode()) for name in archive.namelist() if "/worksheets/sheet" in name
        }
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    target = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return patched(
        content,
        {
            **{name: lambda _, made=made: made for name, made in sheets.items()},
            "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="9" uniqueCount="9">{items}</sst>',
            "xl/_rels/workbook.xml.rels": related(relation("sharedStrings", "sharedStrings.xml")),
            "[Content_Types].xml": lambda xml: xml.replace("</Types>", target),
        },
    )


def patched(content, parts):
    """The workbook with some parts replaced (a function of the text) or added (a text)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if callable(parts.get(name)):
                plain = re.sub(r"&#(\d{3,});", lambda letter: chr(int(letter[1])), data.decode())  # as Excel writes it
                changed = parts[name](plain)
                assert changed != plain, f"nothing planted in {name}"
                data = changed.encode()
            new.writestr(name, data)
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return stream.getvalue()


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def cells(content):
    """Every cell of every sheet, with its format, but for the person's row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.fill.fgColor.rgb, cell.number_format)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and (sheet.title, cell.row) != ("réponses", GONE)
    }


def after(content, tmp_path, name="classeur.xlsx"):
    """The workbook once the person was erased from the folder that holds it."""
    folder = campaign(tmp_path)
    path = folder / "data" / name
    path.write_bytes(content)
    assert holds(content, WHO)
    erased(folder)
    made = path.read_bytes()
    assert not holds(made, SECRET)
    openpyxl.load_workbook(io.BytesIO(made))
    return made


# --- what openpyxl can plant ------------------------------------------------------------------------------------


def other_cell(book):
    book["synthèse"]["C7"] = WHO


def other_text(book):
    book["synthèse"]["C7"] = f"vu avec {WHO.title()}, le 3 mars"


def hidden_sheet(book):
    book.create_sheet("caché").append(["clé", WHO])
    book["caché"].sheet_state = "veryHidden"


def hidden_row(book):
    book["synthèse"].append(["", WHO])
    book["synthèse"].row_dimensions[2].hidden = True


def merged(book):
    book["synthèse"]["B2"] = WHO
    book["synthèse"].merge_cells("B2:D4")


def note(book):
    book["synthèse"]["A1"].comment = Comment(f"d’après {WHO}", WHO)


def note_on_the_row(book):
    book["réponses"]["E3"].comment = Comment(SECRET, "secrétariat")


def link(book):
    book["synthèse"]["A1"].hyperlink = f"mailto:{WHO}"


def link_on_the_row(book):
    book["réponses"]["A3"].hyperlink = f"mailto:{WHO}?subject={SECRET}"


def validation(book):
    checks = DataValidation("list", formula1=f'"{OTHER},{WHO}"', showInputMessage=True)
    checks.prompt = f"ou {WHO}"
    checks.add("A2:A9")
    book["réponses"].add_data_validation(checks)


def autofilter(book):
    book["réponses"].auto_filter.ref = "A1:F4"
    book["réponses"].auto_filter.add_filter_column(0, [WHO, OTHER])


def conditional_format(book):
    rule = FormulaRule(formula=[f'$A1="{WHO}"'], fill=PatternFill("solid", bgColor="FF0000"))
    book["réponses"].conditional_formatting.add("A1:F4", rule)


def defined_name(book):
    book.defined_names["absents"] = DefinedName("absents", attr_text=f'"{WHO}"', comment=WHO)


def table(book):
    for row in (["nom", f"avis de {WHO}"], ["a", 1]):
        book["synthèse"].append(row)
    book["synthèse"].add_table(Table(displayName="Avis", ref="A2:B3"))


def properties(book):
    book.properties.creator = book.properties.lastModifiedBy = WHO
    book.properties.keywords = f"liste, {WHO}"


def header_and_footer(book):
    book["synthèse"].oddFooter.center.text = f"Imprimé par {WHO}"


def formula_literal(book):
    book["synthèse"]["B9"] = f'=COUNTIF(réponses!A2:A4,"{WHO}")'


PLANTS = [
    *(other_cell, other_text, hidden_sheet, hidden_row, merged, note, note_on_the_row, link, link_on_the_row),
    *(validation, autofilter, conditional_format, defined_name, table, properties, header_and_footer, formula_literal),
]


@pytest.mark.parametrize("shared", [True, False], ids=["shared texts", "texts in cells"])
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_the_id_goes_from_every_structure_and_the_other_cells_stay(plant, shared, tmp_path):
    content = workbook(plant, shared=shared)
    made = after(content, tmp_path)
    mask = re.compile(re.escape(WHO), re.IGNORECASE)
    expected = {
        place: (mask.sub("[…]", value) if isinstance(value, str) else value, *rest)
        for place, (value, *rest) in cells(content).items()
    }
    assert cells(made) == expected
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()


def test_parts_that_name_nobody_stay_to_the_byte(tmp_path):
    content = workbook(conditional_format, header_and_footer, table)
    made = after(content, tmp_path)
    same = {name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if part(made, name) == part(content, name)}
    assert {
        "xl/styles.xml",
        "xl/workbook.xml",
        "[Content_Types].xml",
        "xl/theme/theme1.xml",
        "docProps/app.xml",
    } <= same


def test_the_row_is_emptied_and_keeps_its_formats_so_that_nothing_moves(tmp_path):
    made = openpyxl.load_workbook(io.BytesIO(after(workbook(), tmp_path)))["réponses"]
    assert [cell.value for cell in made[GONE]] == [None] * len(HEAD)
    assert made["E3"].fill.fgColor.rgb == "00FFFF00"
    assert [cell.value for cell in made[4]] == ROWS[2]


def test_a_cell_merged_with_those_of_other_rows_says_something_of_them_too(tmp_path):
    def merge(book):
        book["réponses"].merge_cells("B3:B4")
        book["réponses"].merge_cells("E3:F3")

    made = openpyxl.load_workbook(io.BytesIO(after(workbook(merge), tmp_path)))["réponses"]
    assert [cell.value for cell in made[GONE]] == [None, "01004", None, None, None, None]


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_row_without_id_is_emptied_and_the_next_ones_keep_their_numbers(kind, tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / f"enquête.{kind}"
    frame = pd.DataFrame([row[1:] for row in ROWS], columns=HEAD[1:])
    frame.to_excel(path, index=False) if kind == "xlsx" else frame.to_parquet(path)
    who = open_campaign(folder).ratings.table.query("level == 3")["respondent"].iloc[0]
    assert erase_respondent(folder, "enquête:row3").left == ()
    assert not holds(path.read_bytes(), SECRET)
    table = open_campaign(folder).ratings.table.query("status == 'rated'")
    assert sorted(table["level"]) == [1, 2, 3]  # the first is of another file
    assert table.query("level == 3")["respondent"].iloc[0] == who
    before = path.read_bytes()
    assert erase_respondent(folder, "enquête:row3").nothing
    assert path.read_bytes() == before


def test_rows_of_every_sheet_of_answers_and_of_lists_of_people_go(tmp_path):
    def more(book):
        importance = book.create_sheet("importance")
        importance.append(["respondent", "code_insee", "college", "vague", "importance I1", "importance I2"])
        importance.append([WHO, "01004", "agent", "2023", 70, 30])
        people = book.create_sheet("liste")
        people.append(["Nom", "Adresse e-mail"])
        people.append(["Zoé Dupont", WHO])
        people.sheet_state = "hidden"

    made = openpyxl.load_workbook(io.BytesIO(after(workbook(more), tmp_path)))
    for title in ("importance", "liste"):
        assert [cell.value for cell in made[title][1]] != [] and {cell.value for cell in made[title][2]} == {None}


def test_a_short_id_goes_from_every_sheet_of_its_file_and_numbers_stay(tmp_path):
    folder = campaign(tmp_path)
    book = openpyxl.Workbook()
    book.active.title = "réponses"
    for row in (HEAD, [12, "01004", "élu", "2023", 2, "à 12 ans"], [13, "01004", "élu", "2023", 1, "12 fois"]):
        book.active.append(row)
    for title, state in (("liste", "visible"), ("cachée", "hidden")):
        book.create_sheet(title).append(["id", "Nom", "âge"])
        book[title].append([12, "Zoé", 40])
        book[title].append([13, "Ana", 12])
        book[title].sheet_state = state
    book.save(folder / "data" / "classeur.xlsx")
    result = erase_respondent(folder, "classeur:12")
    assert (result.left, result.short) == ((), ("12",))
    made = openpyxl.load_workbook(folder / "data" / "classeur.xlsx")
    assert [[cell.value for cell in row] for row in made["réponses"].iter_rows(min_row=2)] == [
        [None] * 6,
        [13, "01004", "élu", "2023", 1, "12 fois"],
    ]
    for title in ("liste", "cachée"):
        assert [[c.value for c in row] for row in made[title].iter_rows(min_row=2)] == [[None] * 3, [13, "Ana", 12]]


# --- formulas ---------------------------------------------------------------------------------------------------


def with_formulas():
    """Formulas on the person's row, on other rows, and in another sheet, with their stored results."""

    def plant(book):
        for row in (2, 3, 4):
            book["réponses"][f"H{row}"] = f"=E{row}*25"
        book["synthèse"]["B2"] = "=réponses!F3"
        book["synthèse"]["B3"] = "=B2&B2"
        book["synthèse"]["B4"] = "=SUM(réponses!E2:E4)"
        book["synthèse"]["B5"] = "=réponses!E2"

    results = {"B2": SECRET, "B3": SECRET * 2, "B4": "6", "B5": "2"}
    shared = {"H2": '<f t="shared" ref="H2:H4" si="0">E2*25</f><v>50</v>', "H3": '<f t="shared" si="0"/><v>25</v>'}
    shared |= {"H4": '<f t="shared" si="0"/><v>75</v>'}

    def store(xml):
        for cell, result in results.items():
            kind = ' t="str"' if cell in ("B2", "B3") else ""
            xml = re.sub(
                rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)<v ?/?>(</v>)?</c>',
                rf'<c r="{cell}"\1{kind}>\2<v>{result}</v></c>',
                xml,
            )
        return xml

    def share(xml):
        for cell, inside in shared.items():
            xml = re.sub(rf'<c r="{cell}"([^>]*)>.*?</c>', rf'<c r="{cell}"\1>{inside}</c>', xml)
        return xml

    return patched(workbook(plant), {"xl/worksheets/sheet1.xml": share, "xl/worksheets/sheet2.xml": store})


def test_results_that_depend_on_the_row_go_and_are_calculated_again(tmp_path):
    content = with_formulas()
    made = after(content, tmp_path)
    stored = openpyxl.load_workbook(io.BytesIO(made), data_only=True)
    assert [stored["synthèse"][f"B{row}"].value for row in (2, 3, 4, 5)] == [None, None, None, 2]
    assert [stored["réponses"][f"H{row}"].value for row in (2, 3, 4)] == [50, None, 75]
    assert 'fullCalcOnLoad="1"' in part(made, "xl/workbook.xml")
    assert cells(made) == cells(content)


def test_a_formula_shared_with_the_rows_below_is_written_out_for_them(tmp_path):
    first, others = "<f>1+1</f><v>2</v></c>", '<f t="shared" ref="H3:H4" si="0">E3*25</f><v>25</v></c>'

    def share_from_the_row_on(xml):
        return re.sub(
            r'(<c r="H2"[^>]*>).*?</c>(.*?<c r="H3"[^>]*>).*?</c>', rf"\1{first}\2{others}", xml, flags=re.DOTALL
        )

    content = patched(with_formulas(), {"xl/worksheets/sheet1.xml": share_from_the_row_on})
    made = openpyxl.load_workbook(io.BytesIO(after(content, tmp_path)))["réponses"]
    assert (made["H2"].value, made["H3"].value, made["H4"].value) == ("=1+1", None, "=E4*25")


def test_who_reads_the_folder_hears_that_the_workbook_is_to_be_saved_once(tmp_path):
    folder = campaign(tmp_path)
    (folder / "data" / "classeur.xlsx").write_bytes(with_formulas())
    assert erase_respondent(folder, WHO).results == (("data/classeur.xlsx", 3),)
    assert check_campaign(folder).usable


def test_an_array_of_formulas_over_other_rows_is_left_whole_and_named(tmp_path):
    folder = campaign(tmp_path)

    def array(xml):
        return re.sub(r'<c r="F3"[^>]*>.*?</c>', '<c r="F3"><f t="array" ref="F3:F9">E3:E9</f><v>1</v></c>', xml)

    content = patched(workbook(), {"xl/worksheets/sheet1.xml": array})
    (folder / "data" / "classeur.xlsx").write_bytes(content)
    left = erase_respondent(folder, WHO).left
    assert [(fault.file, fault.rule.code) for fault in left] == [("data/classeur.xlsx", "respondent-row-left")] + [
        ("data/classeur.xlsx", "respondent-still-named")
    ] * (len(left) - 1)


# --- what other programs write ----------------------------------------------------------------------------------


def test_a_text_of_which_half_is_bold_is_one_text(tmp_path):
    def bold(xml):
        half = '<si><r><rPr><b/></rPr><t>zoé.</t></r><r><t xml:space="preserve">dupont@exemple.fr dit oui</t></r></si>'
        return xml.replace("<si><t>Synthèse</t></si>", half)

    made = after(patched(workbook(), {"xl/sharedStrings.xml": bold}), tmp_path)
    assert openpyxl.load_workbook(io.BytesIO(made))["synthèse"]["A1"].value == "[…] dit oui"


def test_other_prefixes_and_texts_in_the_cell_are_read_too(tmp_path):
    """As programs built on Microsoft's library write them: prefixed tags, inline texts."""

    def prefixed(xml):
        xml = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", xml.split("?>", 1)[-1]).replace("xmlns=", "xmlns:x=")
        return re.sub(
            r'(<x:c r="A3"[^>]*?) t="[^"]*">.*?</x:c>', rf'\1 t="inlineStr"><x:is><x:t>{WHO}</x:t></x:is></x:c>', xml
        )

    made = after(patched(workbook(), {"xl/worksheets/sheet1.xml": prefixed}), tmp_path)
    assert [c.value for c in openpyxl.load_workbook(io.BytesIO(made))["réponses"][3]] == [None] * len(HEAD)


def test_threaded_comments_and_the_people_who_wrote_them(tmp_path):
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    said = {"E3": SECRET, "A1": f"vu {WHO}"}
    each = "".join(
        f'<threadedComment ref="{cell}" personId="{{1}}"><text>{text}</text></threadedComment>'
        for cell, text in said.items()
    )
    comment = f'<ThreadedComments xmlns="{threads}">{each}</ThreadedComments>'
    person = f'<personList xmlns="{threads}"><person displayName="{WHO}" id="{{1}}" userId="{WHO}"/></personList>'
    content = patched(
        workbook(note),
        {
            "xl/threadedComments/threadedComment1.xml": comment,
            "xl/persons/person.xml": person,
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                relation("threadedComment", "../threadedComments/threadedComment1.xml")
            ),
        },
    )
    made = after(content, tmp_path)
    assert part(made, "xl/threadedComments/threadedComment1.xml").count("<text>") == 2
    assert "vu […]" in part(made, "xl/threadedComments/threadedComment1.xml")


PIVOT = f"""<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" r:id="rIdX" recordCount="3">
<cacheSource type="worksheet"><worksheetSource ref="A1:F4" sheet="réponses"/></cacheSource><cacheFields count="3">
<cacheField name="respondent"><sharedItems><s v="{OTHER}"/><s v="{WHO}"/><s v="E-18"/></sharedItems></cacheField>
<cacheField name="I1A"><sharedItems containsNumber="1"/></cacheField>
<cacheField name="commentaire">
<sharedItems><s v="d’accord"/><s v="{SECRET}"/><s v="selon ana"/></sharedItems></cacheField>
</cacheFields></pivotCacheDefinition>"""
RECORDS = f"""<pivotCacheRecords xmlns="{MAIN}" count="3"><r><x v="0"/><n v="2"/><x v="0"/></r>
<r><x v="1"/><n v="1"/><x v="1"/></r><r><x v="2"/><n v="3"/><x v="2"/></r></pivotCacheRecords>"""


def test_the_cache_of_a_pivot_table_loses_the_record_and_is_to_be_filled_again(tmp_path):
    content = patched(
        workbook(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": PIVOT,
            "xl/pivotCache/pivotCacheRecords1.xml": RECORDS,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(
                relation("pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
        },
    )
    made = after(content, tmp_path)
    definition = part(made, "xl/pivotCache/pivotCacheDefinition1.xml")
    assert 'refreshOnLoad="1"' in definition and 'recordCount="2"' in definition
    assert re.findall(r'<s v="([^"]*)"', definition) == [OTHER, "[…]", "E-18", "d’accord", "[…]", "selon ana"]
    records = part(made, "xl/pivotCache/pivotCacheRecords1.xml")
    assert re.findall(r'<n v="(\d)"', records) == ["2", "3"] and 'count="2"' in records


def test_the_cache_of_a_chart_goes_with_the_row_it_was_drawn_from(tmp_path):
    def chart(book):
        bars = BarChart()
        bars.add_data(Reference(book["réponses"], min_col=5, min_row=1, max_row=4), titles_from_data=True)
        bars.set_categories(Reference(book["réponses"], min_col=1, min_row=2, max_row=4))
        bars.title = f"Avis, dont {WHO}"
        book["synthèse"].add_chart(bars, "D2")

    def cache(xml):
        points = f'<strCache><ptCount val="2"/><pt idx="0"><v>{OTHER}</v></pt><pt idx="1"><v>{WHO}</v></pt></strCache>'
        return re.sub(r"(<cat><numRef><f>[^<]*</f>)(</numRef></cat>)", rf"\1{points}\2", xml).replace(
            "numRef><f>'réponses'!$A", "numRef><f>'réponses'!$A"
        )

    content = patched(workbook(chart), {"xl/charts/chart1.xml": cache})
    made = part(after(content, tmp_path), "xl/charts/chart1.xml")
    assert "strCache" not in made and "'réponses'!$E$2:$E$4" in made and "Avis, dont […]" in made


def test_the_cache_of_another_workbook_loses_the_row(tmp_path):
    link = f"""<externalLink xmlns="{MAIN}" xmlns:r="{REL}"><externalBook r:id="rIdX">
<sheetNames><sheetName val="liste"/></sheetNames><sheetDataSet><sheetData sheetId="0">
<row r="2"><cell r="A2" t="str"><v>{WHO}</v></cell><cell r="B2" t="str"><v>{SECRET}</v></cell></row>
<row r="3"><cell r="A3" t="str"><v>{OTHER}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"""
    target = f"file:///C:/{WHO.replace('é', '%C3%A9')}/liste.xlsx"
    content = patched(
        workbook(),
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                relation("externalLinkPath", target, external=True)
            ),
        },
    )
    made = after(content, tmp_path)
    kept = part(made, "xl/externalLinks/externalLink1.xml")
    assert OTHER in kept and '<row r="2"></row>' in kept


def test_the_order_of_calculation_goes_with_the_formulas_of_the_row(tmp_path):
    chain = f'<calcChain xmlns="{MAIN}"><c r="H3" i="1"/></calcChain>'
    override = '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.x"/>'
    content = patched(
        with_formulas(),
        {
            "xl/calcChain.xml": chain,
            "xl/_rels/workbook.xml.rels": related(relation("calcChain", "calcChain.xml")),
            "[Content_Types].xml": lambda xml: xml.replace("</Types>", f"{override}</Types>"),
        },
    )
    made = after(content, tmp_path)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "xl/calcChain.xml" not in names
    assert "calcChain" not in part(made, "xl/_rels/workbook.xml.rels") + part(made, "[Content_Types].xml")


def test_the_picture_of_the_first_sheet_goes_and_a_data_model_is_named(tmp_path):
    content = patched(
        workbook(),
        {
            "docProps/thumbnail.jpeg": "a picture",
            "_rels/.rels": related(relation("metadata/thumbnail", "docProps/thumbnail.jpeg")),
            "xl/model/item.data": "packed",
        },
    )
    folder = campaign(tmp_path)
    (folder / "data" / "classeur.xlsx").write_bytes(content)
    assert erase_respondent(folder, WHO).unsearched == ("data/classeur.xlsx (xl/model/item.data)",)
    made = (folder / "data" / "classeur.xlsx").read_bytes()
    assert "docProps/thumbnail.jpeg" not in zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "thumbnail" not in part(made, "_rels/.rels")


# --- what formulas refer to by name -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sheet", "defined name", "part"])
def test_a_name_that_formulas_refer_to_is_named_as_left_over(kind, tmp_path):
    folder = campaign(tmp_path)
    who = "zoé.dupont"  # an id without @, which no name may hold

    def plant(book):
        book["réponses"]["A3"] = who
        if kind == "sheet":
            book.create_sheet(who)["A1"] = "un"
        if kind == "defined name":
            book.defined_names[who] = DefinedName(who, attr_text="réponses!$A$1")

    rows = workbook(plant)
    if kind == "part":
        rows = patched(rows, {f"customXml/{who}.xml": "<a/>"})
    (folder / "data" / "classeur.xlsx").write_bytes(rows)
    result = erase_respondent(folder, who)
    assert [(fault.file, fault.rule.code) for fault in result.left] == [
        ("data/classeur.xlsx", "respondent-still-named")
    ]
    assert who not in str(result.left[0])
    assert where(folder, SECRET) == []
    before = (folder / "data" / "classeur.xlsx").read_bytes()
    assert [fault.rule.code for fault in erase_respondent(folder, who).left] == ["respondent-still-named"]
    assert (folder / "data" / "classeur.xlsx").read_bytes() == before
