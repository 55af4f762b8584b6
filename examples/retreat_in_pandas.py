"""A retreat in pandas: how often each code was used by people of each sector, and who sees which mark how.

Make a token where the retreat is taken away ("Take away" in its menu, then "Read by program"), then:

    export RETREAT_ADDRESS=https://retreat.example.org
    export RETREAT_TOKEN=dr_...
    python examples/retreat_in_pandas.py

It needs Python and pandas, and nothing else of this project. What the columns of the tables are: docs/archive.md.
"""

import json
import os
import urllib.error
import urllib.request
from typing import Any

import pandas as pd

ADDRESS = os.environ["RETREAT_ADDRESS"].rstrip("/")
TOKEN = os.environ["RETREAT_TOKEN"]


def read(path: str) -> Any:
    """What the server answers at this address; where it refuses, its words say why."""
    request = urllib.request.Request(f"{ADDRESS}/api{path}", headers={"Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise SystemExit(json.load(refused)["message"]) from None


def table(retreat: str, name: str) -> pd.DataFrame:
    """A table of the archive: annotations, replies-and-stances, memos, codebook or people."""
    return pd.DataFrame(read(f"/retreats/{retreat}/tables/{name}.json"))


def by_code_and_sector(marks: pd.DataFrame) -> pd.DataFrame:
    """How many marks were made with each code by people of each sector."""
    coded = marks[marks["kind"] == "code"]
    return pd.crosstab(coded["code"], coded["sector"].fillna("not known"))


def side_by_side(answers: pd.DataFrame) -> pd.DataFrame:
    """A row for each mark, a column for each person: how they see it. Views are never averaged: that some agree and
    some differ is what there is to know. Two people of one name and sector share a column."""
    stances = answers[answers["kind"] == "stance"].fillna({"sector": "not known", "mark": "", "quote": ""})
    views = stances.pivot_table(
        index=["annotation", "mark", "quote"],
        columns=["sector", "person"],
        values="view",
        aggfunc=", ".join,
        fill_value="",
    )
    return views.droplevel("annotation")


def main() -> None:
    pd.options.display.width = 120
    pd.options.display.max_columns = None
    # A token of a retreat finds that one here; one of the programme finds all of its retreats.
    for retreat in read("/retreats"):
        marks, answers = (table(retreat["id"], name) for name in ("annotations", "replies-and-stances"))
        print(f"# {retreat['name']}: {len(marks)} marks, {len(answers)} replies and stances\n")
        if len(marks):
            print(by_code_and_sector(marks), end="\n\n")
        if len(answers):
            print(side_by_side(answers), end="\n\n")


if __name__ == "__main__":
    main()
