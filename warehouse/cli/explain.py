"""`duowang explain RESIDENT`: which rule made each link, and by what evidence."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console

from warehouse.cli.session import Session, command
from warehouse.cli.tables import table

if TYPE_CHECKING:
    from warehouse.identity.explain import Evidence, Explanation

RULES = {
    "id_number": "同一可信身份证号 same believed number",
    "id_number_repaired": "修复后同一身份证号 same number once repaired",
    "name_birth_phone": "姓名、出生日期、电话一致 same name, birth date and phone",
    "name_birth_place": "姓名、出生日期、住处一致 same name, birth date and home",
    "probabilistic": "综合证据 evidence taken together",
    "reviewed": "人工审核 decided by a clerk",
    "single": "无其他记录 no other record",
}


@click.command()
@click.argument("resident")
@click.option("--purpose", default="", help="Why, for the access log.")
@command
def explain(session: Session, resident: str, purpose: str) -> None:
    """Tell how the records of RESIDENT (a resident key, a former one too) were linked.

    Values are masked. A factor above 1 speaks for one person, below 1 against.
    """
    from warehouse.identity import explain as ask
    from warehouse.identity.explain import PURPOSE

    told = ask(session.settings.home, resident.strip(), purpose.strip() or PURPOSE)
    session.answer(asdict(told), lambda console: _show(console, told))


def _show(console: Console, told: Explanation) -> None:
    facts = ("name", "id", "birth_date", "sex", "phone", "address")
    rules = [
        [one.record, RULES.get(one.matched_by, one.matched_by), f"{one.match_probability:.4f}"]
        for one in told.records
    ]
    values = [[one.record, *(one.values.get(fact, "") for fact in facts)] for one in told.records]
    table(console, f"resident 居民 {told.resident_key}", ["record", "rule", "probability"], rules)
    table(console, "values, masked 脱敏内容", ["record", *facts], values)
    if told.former_keys:
        console.print(f"former keys 曾用键: {', '.join(told.former_keys)}", markup=False, soft_wrap=True)
    for one in told.records:
        if one.evidence is not None:
            _show_evidence(console, one.record, one.evidence)


def _show_evidence(console: Console, record: str, evidence: Evidence) -> None:
    rows = [[field, level] for field, level in evidence.levels.items()]
    title = f"evidence 依据: {record} — {evidence.linked_with}"
    table(console, title, ["field", "agreement"], rows)
    factors = [[name, f"{value:,.4g}"] for name, value in (evidence.factors | {"all": evidence.odds}).items()]
    table(console, "odds times 几率倍数", ["comparison", "factor"], factors)
