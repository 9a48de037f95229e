from __future__ import annotations

import stat
from pathlib import Path

import pytest

from warehouse.errors import HomeError
from warehouse.exit_codes import ExitCode
from warehouse.paths import Home, dbt_project


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_home_is_taken_from_the_environment() -> None:
    assert Home.from_env({"DUOWANG_HOME": "/data/多网 hub"}).root == Path("/data/多网 hub")


def test_without_a_variable_the_home_stands_beside_the_code() -> None:
    home = Home.from_env({})
    assert home.root.name == "var"
    assert (home.root.parent / "warehouse").is_dir()


def test_a_relative_home_is_fixed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = Home.at("here")
    monkeypatch.chdir("/")
    assert home.root == tmp_path / "here"


def test_a_path_that_the_database_cannot_open_is_refused_at_once() -> None:
    with pytest.raises(HomeError, match="question mark"):
        Home.at("/data/what?/home")


def test_folders_with_personal_data_are_closed_to_others(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "数据 home").prepare()
    assert {mode(path) for path in (home.landing, home.build, home.restricted, home.secrets)} == {0o700}


def test_folders_that_were_opened_are_closed_again(tmp_path: Path) -> None:
    home = Home.at(tmp_path).prepare()
    home.landing.chmod(0o755)
    home.prepare()
    assert mode(home.landing) == 0o700


def test_a_home_that_cannot_be_made_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeError) as caught:
        Home.at(tmp_path / "file" / "home").prepare()
    assert caught.value.where == str(tmp_path / "file" / "home")
    assert "--home" in caught.value.fix
    assert caught.value.exit_code is ExitCode.HOME_UNUSABLE


def test_the_dbt_project_is_found_beside_the_package_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert (dbt_project({}) / "dbt_project.yml").is_file()


def test_another_dbt_project_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").touch()
    assert dbt_project({"DUOWANG_PROJECT": str(tmp_path)}) == tmp_path
    with pytest.raises(HomeError, match="DUOWANG_PROJECT"):
        dbt_project({"DUOWANG_PROJECT": str(tmp_path / "none")})
