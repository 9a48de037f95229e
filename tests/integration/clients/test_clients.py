"""Real clients open what is published, read-only: the same rows, types and comments in each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.clients.conftest import NODE, Client, run

CLIENTS = ("command_line", "node", "psql", "odbc")
OF_THE_FILE = ("python", "command_line", "node")
OF_THE_MIRROR = ("psql", "odbc")

NAMES = "select network, name_zh from marts.dim_network order by network"
NUMBERS = """
select origin_network, cast(count(*) as varchar(20)), cast(sum(report_count) as varchar(20)),
    cast(sum(share) as varchar(20)), cast(min(day) as varchar(20)), cast(count(hours_to_close) as varchar(20))
from marts.fct_event where is_closed group by origin_network
"""
COMMENTS_OF_DUCKDB = """
select comment from duckdb_columns() where table_name = 'dim_network' and column_name = 'name_zh'
union all select comment from duckdb_tables() where table_name = 'dim_network'
"""
COMMENTS_OF_POSTGRES = """
select col_description('marts.dim_network'::regclass, 2)
union all select obj_description('marts.dim_network'::regclass)
"""


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """The client that the test's parameter names."""
    found: Client = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("client", CLIENTS, indirect=True)
def test_every_client_reads_the_same_rows(client: Client, python: Client) -> None:
    assert client(NAMES) == python(NAMES) == [["shequ", "智慧社区"], ["zongzhi", "综治"]]
    assert client(NUMBERS) == python(NUMBERS) == [["zongzhi", "500", "249500", "245.00", "2024-11-20", "500"]]


@pytest.mark.parametrize("client", OF_THE_FILE, indirect=True)
def test_comments_are_in_the_catalog_of_the_file(client: Client) -> None:
    ((column,), (table,)) = client(COMMENTS_OF_DUCKDB)
    assert (column, table[:11]) == ("名称。Name.", "平台，每个平台一行。N")


@pytest.mark.parametrize("client", OF_THE_MIRROR, indirect=True)
def test_comments_are_in_the_catalog_of_the_mirror(client: Client) -> None:
    found = [",".join(row).strip('"') for row in client(COMMENTS_OF_POSTGRES)]
    assert found[0] == "名称。Name."
    assert found[1].startswith("平台，每个平台一行。")


@pytest.mark.parametrize("client", [*OF_THE_FILE, "psql"], indirect=True)
def test_no_client_changes_what_is_published(client: Client, python: Client) -> None:
    with pytest.raises(Exception, match=r"(?i)read-only|permission denied"):
        client("delete from marts.dim_network")
    assert len(python(NAMES)) == 2


def test_psql_shows_the_comments_of_all_columns_at_once(server) -> None:
    shown = run("psql", server.reader_url, "-c", r"\d+ marts.dim_network", "-c", r"\dt+ marts.*")
    assert "名称。Name." in shown
    assert "平台，每个平台一行。" in shown


def test_the_lock_of_the_node_package_names_no_address() -> None:
    text = (NODE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') > 2


def test_the_path_of_the_file_may_hold_spaces_and_chinese(file: Path) -> None:
    assert "数据 home" in str(file)
