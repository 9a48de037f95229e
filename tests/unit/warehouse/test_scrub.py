from __future__ import annotations

import pytest

from warehouse.scrub import LONGEST, scrub

WRAPPED = "Runtime Error in model stg_x (models/staging/stg_x.sql)\n  {}\n  LINE 3: select ..."


@pytest.mark.parametrize(
    "engine",
    [
        "Conversion Error: Could not convert string '赵一 229923198503150027' to INT32",
        'Constraint Error: Duplicate key "id: 229923198503150027, name: 赵一" violates primary key',
        'Invalid Input Error: Malformed JSON at byte 3 of input: unexpected. Input: "{赵一 13912345678',
        "Conversion Error: invalid date field: 赵一 1985-03-15, expected format is (YYYY-MM-DD)",
        "Out of Range Error: value 229923198503150027 is too large",
    ],
)
def test_values_of_the_data_are_masked(engine: str) -> None:
    told = scrub(WRAPPED.format(engine))
    assert told.startswith(engine.partition(":")[0])
    assert not any(value in told for value in ("赵一", "229923198503150027", "13912345678", "1985", "stg_x"))


def test_names_of_the_code_are_kept() -> None:
    error = 'Binder Error: Referenced column "XM2" not found in FROM clause! Candidate bindings: "XM"'
    assert scrub(WRAPPED.format(error)) == error


def test_a_message_of_dbt_itself_is_its_heading_and_its_first_line() -> None:
    message = "Compilation Error in model dim_x (models/dim_x.sql)\n  'ref' got no name\n\n  > in macro y"
    assert scrub(message) == "Compilation Error: 'ref' got no name"


def test_a_failed_test_keeps_its_count_masked_no_further_than_needed() -> None:
    assert scrub("Got results, configured to fail if != zero") == "Got results, configured to fail if != zero"


def test_long_and_empty_messages_end_up_readable() -> None:
    assert len(scrub("Binder Error: " + "x" * 1000)) == LONGEST + 1
    assert scrub("  \n ") == "no message"
