"""The access log: complete, and no line of it changes unseen."""

from __future__ import annotations

import json

import pytest

from warehouse.paths import Home
from warehouse.privacy.access_log import BrokenChainError, entries, log_file, note


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path).prepare()
    for action in ("find", "export", "erase"):
        note(home, action, "request 12", "subject", {"records": 2})
    return home


def lines(home):
    return log_file(home).read_text(encoding="utf-8").splitlines()


def rewrite(home, new):
    log_file(home).write_text("\n".join(new) + "\n", encoding="utf-8")


def test_entries_say_who_did_what_and_why_in_order(home):
    found = entries(home)
    assert [(one.number, one.action, one.purpose) for one in found] == [
        (1, "find", "request 12"),
        (2, "export", "request 12"),
        (3, "erase", "request 12"),
    ]
    assert all(one.who and one.at for one in found)


def test_only_its_owner_may_read_it(home):
    assert log_file(home).stat().st_mode & 0o777 == 0o600


def test_a_changed_entry_is_found(home):
    second = json.loads(lines(home)[1]) | {"who": "somebody else"}
    rewrite(home, [lines(home)[0], json.dumps(second), lines(home)[2]])
    with pytest.raises(BrokenChainError, match="entry 2"):
        entries(home)


def test_an_entry_taken_out_is_found(home):
    rewrite(home, [lines(home)[0], lines(home)[2]])
    with pytest.raises(BrokenChainError, match="entry 2"):
        entries(home)


def test_an_entry_put_in_or_torn_is_found(home):
    rewrite(home, [lines(home)[0], lines(home)[0], *lines(home)[1:]])
    with pytest.raises(BrokenChainError, match="entry 2"):
        entries(home)
    rewrite(home, [lines(home)[0], lines(home)[1][:40]])
    with pytest.raises(BrokenChainError, match="entry 2"):
        note(home, "find", "p", "s")


def test_nothing_read_yet_is_an_empty_log(tmp_path):
    assert entries(Home.at(tmp_path).prepare()) == []
