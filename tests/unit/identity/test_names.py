"""Names are cleaned, and compared character by character."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.identity import names
from warehouse.identity.pinyin import sounds_of, toneless

COMMON = "王李张刘陈杨赵黄周吴伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def levels(con: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]]) -> list[str]:
    """The level of each pair of raw names, in both directions."""
    texts = sorted({text for pair in pairs for text in pair})
    con.execute("create or replace temp table person as select unnest(?::varchar[]) as name_text", [texts])
    names.build_names(con)
    found = []
    for pair in pairs:
        both = [
            con.execute(
                f"""select {names.level("a", "b")} from name as a, name as b
                where a.name = (select name from name_text where text = ?)
                    and b.name = (select name from name_text where text = ?)""",
                list(order),
            ).fetchone()
            for order in (pair, pair[::-1])
        ]
        assert both[0] == both[1], f"{pair} differs by direction"
        found.append(names.LEVELS[both[0][0]] if both[0] else "missing")
    return found


@pytest.mark.parametrize(
    ("pair", "level"),
    [
        (("王芳", "王芳"), "same"),
        (("王 芳", "王芳"), "same"),
        (("王芳B", "王芳"), "same"),
        (("王芳（户主）", "王芳"), "same"),
        (("王芳", "王方"), "sound"),
        (("陈国峰", "陈國峯"), "sound"),
        (("阎小明", "闫小明"), "sound"),
        (("王晓明", "王晓?"), "gap"),
        (("王晓明", "王□明"), "gap"),
        (("王某某", "王晓明"), "gap"),
        (("王晓明", "王晓亮"), "near"),
        (("王芳", "王丽"), "other"),
        (("王晓?", "王□明明"), "other"),
        (("王先生", "王晓明"), "surname"),
        (("欧阳女士", "欧阳娜娜"), "other"),
        (("王晓明", "王明"), "other"),
        (("买买提·阿不都拉", "买买提阿不都拉"), "same"),
        (("买买提阿不都拉", "买买提阿不都热"), "near"),
    ],
    ids=str,
)
def test_levels(con: duckdb.DuckDBPyConnection, pair: tuple[str, str], level: str) -> None:
    assert levels(con, [pair]) == [level]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text(COMMON, min_size=3, max_size=4), min_size=4, max_size=10), st.data())
def test_one_changed_character_is_one_difference(
    con: duckdb.DuckDBPyConnection, many: list[str], data: st.DataObject
) -> None:
    """String distances that count bytes would see three."""
    pairs = []
    for name in many:
        at = data.draw(st.integers(1, len(name) - 1))
        other = data.draw(st.sampled_from(COMMON))
        pairs.append((name, name[:at] + other + name[at + 1 :]))
    for (left, right), level in zip(pairs, levels(con, pairs), strict=True):
        same_sound = sounds_of([left]) == sounds_of([right])
        assert level == ("same" if left == right else "sound" if same_sound else "near")


@pytest.mark.parametrize("text", ["", "无", "不详", "未知", "??", "　", "123"])
def test_what_is_no_name(con: duckdb.DuckDBPyConnection, text: str) -> None:
    con.execute("create or replace temp table person as select ? as name_text", [text])
    names.build_names(con)
    assert con.execute("select name from name_text").fetchall() == [(None,)]


def test_tones_are_taken_off_and_u_with_dots_is_kept_apart() -> None:
    assert [toneless(reading) for reading in ("lǜ", "lù", "fāng", "é")] == ["lv", "lu", "fang", "e"]


def test_every_character_gives_one_sound() -> None:
    assert sounds_of(["王芳", "A?", ""]) == ["wang fang ", "A ? ", ""]
    assert sounds_of([]) == []
