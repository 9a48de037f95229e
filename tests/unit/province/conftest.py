"""Counties whose registers hold a few people, linked each by itself and then across."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.unit.identity.conftest import SECRET, load, residents
from tests.unit.identity.people import Row, table
from warehouse.counties import Counties
from warehouse.identity import link as link_county
from warehouse.paths import Home
from warehouse.province import ProvinceLinkage, link

PROVINCE_SECRET = b"a secret of the province alone"
CODES = {"a": "220323", "b": "220422", "c": "220581"}


@dataclass(frozen=True)
class Hub:
    """Three counties, called a, b and c."""

    root: Home
    whole: Counties

    def county(self, name: str) -> Home:
        return self.root.county(CODES[name])

    def register(self, name: str, *rows: Row) -> None:
        """Put people into the registers of one county, and link them there."""
        home = self.county(name).prepare()
        load(home, table(list(rows)))
        link_county(home, SECRET)

    def link(self, secret: bytes = PROVINCE_SECRET) -> ProvinceLinkage:
        return link(self.whole, self.root, secret)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask the province's registry; its tables are `province.identity.…`."""
        with duckdb.connect() as con:
            con.execute("set timezone = 'UTC'")
            con.execute(f"attach '{self.root.province.identity_db}' as province (read_only)")
            return con.execute(query).fetchall()

    def residents(self) -> dict[str, tuple[str, str]]:
        """The county and its key of every living record (`aR001`)."""
        return {
            f"{name}{record}": (code, resident)
            for name, code in CODES.items()
            if self.county(name).identity_db.is_file()
            for (_, record), resident in residents(self.county(name)).items()
        }

    def people(self) -> dict[str, str]:
        """The province's key of every living record, by county and record (`aR001`)."""
        crosswalk = {
            (str(county), str(resident)): str(key)
            for county, resident, key in self.ask(
                "select county_code, resident_key, province_resident_key"
                " from province.identity.province_crosswalk"
            )
        }
        return {record: crosswalk[resident] for record, resident in self.residents().items()}

    def together(self) -> set[frozenset[str]]:
        """Who is one person, leaving out those who are alone."""
        groups: dict[str, set[str]] = {}
        for record, key in self.people().items():
            groups.setdefault(key, set()).add(record)
        return {frozenset(group) for group in groups.values() if len(group) > 1}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    for name in ("DUOWANG_COUNTIES", "AIRFLOW_CONN_DUOWANG_KEYS"):
        monkeypatch.delenv(name, raising=False)
    counties = [
        {"id": name, "adcode": code, "name_zh": name, "name_en": name} for name, code in CODES.items()
    ]
    province = {"adcode": "220000", "name_zh": "吉林省", "name_en": "Jilin"}
    whole = Counties.model_validate({"county": counties, "province": province})
    return Hub(Home.at(tmp_path / "hub"), whole)
