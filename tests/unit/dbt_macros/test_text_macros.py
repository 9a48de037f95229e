"""Text comes in as people typed it."""

from __future__ import annotations

import pytest

from .conftest import Evaluate

CLEAN = {
    "  张 三　": "张 三",
    "张\u00a0三": "张 三",
    "ＡＢ１２（三）": "AB12(三)",
    '="229923196001011234"': "229923196001011234",
    '= "0012"': "0012",
    "'229923196001011234": "229923196001011234",
    "一\r\n二": "一 二",
    "\ufeff编号": "编号",
    "   ": None,
    "": None,
    None: None,
    "O'Neil": "O'Neil",
}


def test_clean_text_takes_off_wrappers_wide_forms_and_odd_spaces(evaluate: Evaluate) -> None:
    assert evaluate("duowang.clean_text('v')", list(CLEAN)) == list(CLEAN.values())


def test_every_full_width_sign_has_its_ascii_form(evaluate: Evaluate) -> None:
    wide = [chr(code) for code in range(0xFF01, 0xFF5F)]
    assert evaluate("duowang.to_halfwidth('v')", wide) == [chr(ord(sign) - 0xFEE0) for sign in wide]


@pytest.mark.parametrize(
    ("expression", "cases"),
    [
        ("duowang.clean_compact('v')", {"张 三　丰": "张三丰", " ": None}),
        ("duowang.clean_code('v')", {"12.0": "12", " ab 1 ": "AB1", "01": "01", "1.50": "1.50"}),
        (
            "duowang.digits_code('v', [14, 15])",
            {
                "２２９９２３００１００１００１": "229923001001001",
                "22992300100101": "22992300100101",
                "229923001001": None,
                "2299230010010011": None,
                "不详": None,
                None: None,
            },
        ),
        ("duowang.clean_integer('v')", {"12": 12, "+5": 5, "-３": -3, "7.0": 7, "x": None, "": None}),
        (
            "duowang.clean_flag('v')",
            {"1": True, "true": True, "是": True, "0": False, "否": False, "?": None},
        ),
        (
            "duowang.split_codes('v')",
            {"A1, a2，A3;": ["A1", "A2", "A3"], "": [], None: [], '["乐园","东区"]': ["乐园", "东区"]},
        ),
        (
            "duowang.is_test_name('v')",
            {
                "测试": True,
                "测 试01": True,
                "【测试】勿动": True,
                "噪声测试": False,
                None: False,
                "李测": False,
            },
        ),
    ],
)
def test_codes_numbers_flags_and_lists(evaluate: Evaluate, expression: str, cases: dict[str, object]) -> None:
    assert evaluate(expression, list(cases)) == list(cases.values())


def test_a_key_needs_all_its_parts(evaluate: Evaluate) -> None:
    keys = evaluate("""duowang.surrogate_key(["'zongzhi'", "'visit'", 'v'])""", ["1", "1", "2", None])
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] is None
    assert len(keys[0]) == 32
