"""A campaign in which everything that people can type looks like mathematics or markup."""

import csv

import yaml

import revue_analytics as ra

TYPED = (
    r"de $5 à $6",
    r"$x^2$ <b>gras</b>",
    r"$$\frac{a}{b}$$",
    r"pris \(u_1\) & \[v_2\]",
    r"\begin{align}w\end{align}",
)
"""What JupyterLab takes for mathematics, and what it would swallow of an angle bracket."""

TOML = """title = "Revue à $0 et $1"
language = "fr"
fictitious = true
framework = "framework.yaml"

[[campaigns]]
id = "2026"
label = { fr = "Campagne à $2 et $3", en = "Campaign of $2 and $3" }
date = 2026-03-31

[disclosure]
comments = true

[uncertainty]
draws = 20
seed = 1

[[sources]]
file = "data/limesurvey_2026.csv"
campaign = "2026"
"""


def typed_campaign(folder):
    """Make the campaign: names of territories, comments, labels of indicators and criteria; return its folder."""
    ra.init_campaign(folder, demo=True)
    data = folder / "data"
    for path in data.iterdir():
        if path.name not in ("limesurvey_2026.csv", "territoires.csv"):
            path.unlink()
    _change(data / "territoires.csv", ";", lambda k, row: row | {"nom": f"{k} {TYPED[k % 5]}"})
    _change(data / "limesurvey_2026.csv", ",", lambda k, row: row | {"commentaire": f"avis {k} {TYPED[k % 5]}"})
    framework = ra.load_framework().to_dict()
    for k, node in enumerate(_nodes(framework["indicators"])):
        for of in {"label", "short"} & node.keys():
            node[of] = {language: f"{text} {TYPED[k % 5]}" for language, text in node[of].items()}
    (folder / "framework.yaml").write_text(yaml.safe_dump(framework, allow_unicode=True), encoding="utf-8")
    (folder / "revue.toml").write_text(TOML, encoding="utf-8")
    return folder


def _nodes(nodes):
    for node in nodes:
        yield node
        yield from _nodes(node.get("children", ()))


def _change(path, separator, change):
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [change(k, row) for k, row in enumerate(csv.DictReader(stream, delimiter=separator))]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
