"""No count of residents below five can be told from what a dashboard shows, totals included."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FLOOR = 5
QUERY = """
select division, residents,
    {{ is_small_cell('residents', 'division', 'cell') }} as by_division,
    {{ is_small_cell('residents', "'county'", 'cell') }} as by_county
from cells order by cell
"""

Cells = list[tuple[int, int]]
"""Division and residents of each cell."""

cells = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(st.integers(0, 6), st.integers(0, 600))), min_size=1, max_size=14
)


@pytest.fixture(scope="module")
def sql(render):
    return render(QUERY)


def hide(sql: str, given_cells: Cells) -> list[tuple[int, int, bool, bool]]:
    with duckdb.connect() as connection:
        connection.execute("create table cells (cell integer, division integer, residents bigint)")
        connection.executemany(
            "insert into cells values (?, ?, ?)", [[n, *cell] for n, cell in enumerate(given_cells)]
        )
        return connection.execute(sql).fetchall()


@given(cells)
@settings(max_examples=150, deadline=None)
def test_every_small_cell_is_hidden(sql, given_cells):
    for _, residents, by_division, by_county in hide(sql, given_cells):
        assert (by_division and by_county) or residents >= FLOOR


@given(cells)
@settings(max_examples=150, deadline=None)
def test_a_total_less_the_cells_shown_never_gives_a_small_one(sql, given_cells):
    """Of each group's hidden cells that hold anybody there are at least two, together five residents."""
    rows = hide(sql, given_cells)
    groups = [([row for row in rows if row[0] == division], 2) for division in {row[0] for row in rows}]
    for members, column in [*groups, (rows, 3)]:
        peopled = [row[1] for row in members if row[1] > 0]
        hidden = [row[1] for row in members if row[column] and row[1] > 0]
        if any(residents < FLOOR for residents in peopled):
            assert len(hidden) >= min(2, len(peopled))
            assert sum(hidden) >= min(FLOOR, sum(peopled))


@given(cells)
@settings(max_examples=150, deadline=None)
def test_totals_of_divisions_and_of_the_county_together_give_no_small_cell(sql, given_cells):
    """A small cell is one of several unknowns of its own division, whatever the others' totals tell."""
    rows = hide(sql, given_cells)
    for division in {row[0] for row in rows}:
        peopled = [row for row in rows if row[0] == division and row[1] > 0]
        hidden = [row for row in peopled if row[2] or row[3]]
        if len(peopled) >= 2 and any(row[1] < FLOOR for row in peopled):
            assert len(hidden) >= 2


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(FLOOR, 600)), min_size=1, max_size=14))
@settings(max_examples=50, deadline=None)
def test_nothing_is_hidden_without_need(sql, given_cells):
    assert not any(row[2] or row[3] for row in hide(sql, given_cells))
