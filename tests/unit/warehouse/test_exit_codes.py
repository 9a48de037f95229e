from __future__ import annotations

import re
from pathlib import Path

from warehouse import errors
from warehouse.exit_codes import ExitCode
from warehouse.mirror import errors as mirror_errors

DOCUMENT = Path(__file__).parents[3] / "docs" / "cli.md"


def test_every_exit_code_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {(int(code), name) for code, name in rows} == {(code.value, code.name) for code in ExitCode}


def test_every_explained_error_has_a_code_of_its_own_kind() -> None:
    explained_here = [*vars(errors).values(), *vars(mirror_errors).values()]
    classes = [kind for kind in explained_here if isinstance(kind, type)]
    kinds = [kind for kind in classes if issubclass(kind, errors.HubError)]
    assert all(kind.exit_code is not ExitCode.OK for kind in kinds)
    explained = {kind.exit_code for kind in kinds if kind is not errors.HubError}
    assert explained == set(ExitCode) - {ExitCode.OK, ExitCode.UNEXPECTED, ExitCode.PULL_INCOMPLETE}


def test_an_error_says_what_where_and_what_to_do() -> None:
    error = errors.BuildFailedError("dim_x failed", where="models/dim_x.sql", fix="mend it")
    assert str(error) == "dim_x failed\nwhere: models/dim_x.sql\nwhat to do: mend it"


def test_a_list_in_a_sentence_stays_short() -> None:
    assert errors.sentence_list("abc", limit=2) == "a, b and 1 more"
    assert errors.sentence_list(["a"]) == "a"
