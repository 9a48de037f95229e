from __future__ import annotations

import stat
from pathlib import Path

import pytest

from warehouse.errors import ConfigurationError
from warehouse.paths import Home
from warehouse.secret import KEYS_VARIABLE, resident_secret


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path).prepare()


def test_a_secret_is_generated_once_and_kept_for_its_owner_only(home: Home) -> None:
    first = resident_secret(home, {})
    assert len(first) >= 32
    assert resident_secret(home, {}) == first
    assert stat.S_IMODE(home.resident_key_file.stat().st_mode) == 0o600
    assert [path.name for path in home.secrets.iterdir()] == ["resident_key"]


def test_two_homes_have_different_secrets(tmp_path: Path) -> None:
    one, other = (Home.at(tmp_path / name).prepare() for name in ("one", "other"))
    assert resident_secret(one, {}) != resident_secret(other, {})


def test_the_connection_goes_before_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    resident_secret(home, {})
    text = '{"conn_type":"http","host":"http://localhost","password":"a secret of sufficient length"}'
    monkeypatch.setenv(KEYS_VARIABLE, text)
    assert resident_secret(home) == b"a secret of sufficient length"


def test_a_short_secret_is_refused_without_showing_it(home: Home) -> None:
    home.resident_key_file.write_text("tooshort\n")
    with pytest.raises(ConfigurationError, match="shorter") as caught:
        resident_secret(home, {})
    assert "tooshort" not in str(caught.value)


def test_a_lost_secret_is_not_replaced_beside_the_registry_it_made(home: Home) -> None:
    home.identity_db.touch()
    with pytest.raises(ConfigurationError, match="restore"):
        resident_secret(home, {})
    assert not home.resident_key_file.exists()
