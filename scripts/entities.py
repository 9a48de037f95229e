"""`make entities`: draw docs/entities.md, the published tables and how they refer to one another.

The picture comes from the tests of the dbt project: a line is a `relationships` test, a key is proven unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from warehouse.mirror.grain import Grain, grains

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "dbt_project"
TARGET = ROOT / "docs" / "entities.md"
GROUPS = {
    "dimensions": "Dimensions 维度",
    "facts": "Facts 事实",
    "marts": "Tables for dashboards 看板用表",
}
_HEAD = """# Tables and how they refer to one another

Written by `make entities` from the tests of the dbt project; a test fails when this copy is not current. A
line is a reference that dbt checks at each build (its label is the column), PK what is unique in a table.
Columns and their meaning are described in the file itself and by `make docs`.
"""


def models(folder: str) -> dict[str, dict[str, Any]]:
    """Read the descriptions of the published models of a folder, by name."""
    found = {}
    for file in sorted((PROJECT / "models" / folder).rglob("*.yml")):
        for model in yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader).get("models") or ():
            if not str(model["name"]).startswith(("int_", "accuracy_", "figure_")):
                found[str(model["name"])] = model
    return dict(sorted(found.items()))


def page() -> str:
    """Write the whole page."""
    known = grains(PROJECT)
    described = {folder: models(folder) for folder in GROUPS}
    drawn = {name: model for folder in ("dimensions", "facts") for name, model in described[folder].items()}
    lists = "".join(_list(title, described[folder]) for folder, title in GROUPS.items())
    picture = "\n".join(_picture(drawn, known))
    return f"{_HEAD}\n```mermaid\n{picture}\n```\n{lists}"


def _picture(drawn: Mapping[str, Mapping[str, Any]], known: Mapping[str, Grain]) -> Iterator[str]:
    yield "erDiagram"
    for name, model in drawn.items():
        yield from _entity(name, model, known[name])
    for name in drawn:
        for reference in known[name].references:
            if reference.table in drawn and reference.table != name:
                must = "||" if reference.column in known[name].required else "|o"
                yield f'    {reference.table} {must}--o{{ {name} : "{reference.column}"'


def _entity(name: str, model: Mapping[str, Any], grain: Grain) -> Iterator[str]:
    key = set(min(grain.unique, key=len, default=()))
    refers = {reference.column for reference in grain.references}
    yield f"    {name} {{"
    for column in model["columns"]:
        marks = [mark for mark, given in (("PK", key), ("FK", refers)) if column["name"] in given]
        if marks:
            yield f"        {column.get('data_type', 'varchar')} {column['name']} {', '.join(marks)}"
    yield "    }"


def _list(title: str, described: Mapping[str, Mapping[str, Any]]) -> str:
    rows = "".join(f"| `{name}` | {_first_sentences(model)} |\n" for name, model in described.items())
    return f"\n## {title}\n\n| table | what a row is |\n|---|---|\n{rows}"


def _first_sentences(model: Mapping[str, Any]) -> str:
    """Take the first sentence of each language."""
    chinese, _, rest = str(model["description"]).partition("。")
    english = _english(rest.split("。"))
    return f"{chinese}。 {english}"


def _english(parts: Iterable[str]) -> str:
    *_, last = parts
    return last.strip().split(". ")[0].rstrip(".") + "."


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
