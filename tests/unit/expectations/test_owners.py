"""Whom a failed rule names: the county's own offices where it has written them down."""

import pytest

from expectations.gate import check_sources
from expectations.owners import all_owners, asked, read_owners

OFFICES = """
operator: {zh: 大数据中心 0453-1, en: data centre 0453-1}
zongzhi: {zh: 县委政法委 0453-2, en: political and legal committee 0453-2}
"""


@pytest.fixture
def quality(tmp_path):
    folder = tmp_path / "quality"
    folder.mkdir()
    (folder / "owners.yml").write_text(OFFICES, encoding="utf-8")
    return folder


def test_a_platforms_own_office_is_named_and_for_others_the_network(quality):
    owners = all_owners(quality)
    assert asked(owners, "platform", "zongzhi").endswith("political and legal committee 0453-2")
    assert asked(owners, "platform", "shequ").endswith("the office in charge of that platform: shequ")
    assert asked(owners, "operator", "zongzhi").endswith("data centre 0453-1")
    assert asked(owners, "steward").endswith("the data steward")


def test_results_and_pages_name_the_countys_offices(quality, build_db, land, alter):
    land(landed=90)
    alter("update landing.pull_outcome set is_failed = true")
    results = {result.expectation: result.owner for result in check_sources(build_db, quality, "run 1")}
    assert "0453-1" in results["ledger_balances"]
    assert "0453-2" in results["network_pulled"]
    page = (quality / "data_docs" / "index.html").read_text(encoding="utf-8")
    assert "0453-1" in page
    assert "0453-2" in page


def test_without_the_file_the_rulebooks_roles_stand(tmp_path):
    assert read_owners(tmp_path) == {}
    assert asked(all_owners(tmp_path), "operator").endswith("the hub's operator")


@pytest.mark.parametrize("text", ["operator: a name", "operator: {zh: 只有中文}", "- operator", "a: [b"])
def test_a_slip_of_the_pen_is_refused(tmp_path, text):
    (tmp_path / "owners.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"owners\.yml"):
        read_owners(tmp_path)
