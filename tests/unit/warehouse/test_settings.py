from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import ConfigurationError
from warehouse.exit_codes import ExitCode
from warehouse.settings import Settings


def test_settings_are_read_from_the_environment() -> None:
    env = {
        "DUOWANG_HOME": "/data/hub",
        "DUOWANG_THREADS": "3",
        "DUOWANG_MEMORY_LIMIT": "1.5 GB",
        "DUOWANG_KEEP_VERSIONS": "2",
    }
    settings = Settings.from_env(env)
    assert (settings.home.root, settings.threads, settings.memory_limit, settings.keep_versions) == (
        Path("/data/hub"),
        3,
        "1.5 GB",
        2,
    )


def test_a_home_that_is_given_goes_before_the_variable() -> None:
    assert Settings.from_env({"DUOWANG_HOME": "/a"}, home="/b").home.root == Path("/b")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUOWANG_THREADS", "0"),
        ("DUOWANG_THREADS", "many"),
        ("DUOWANG_KEEP_VERSIONS", "-1"),
        ("DUOWANG_MEMORY_LIMIT", "much"),
        ("DUOWANG_MEMORY_LIMIT", "4"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name) as caught:
        Settings.from_env({name: value})
    assert caught.value.exit_code is ExitCode.USAGE


def test_blank_settings_are_the_defaults() -> None:
    settings = Settings.from_env({"DUOWANG_MEMORY_LIMIT": " ", "DUOWANG_KEEP_VERSIONS": ""})
    assert (settings.memory_limit, settings.keep_versions) == (None, 7)
