"""Single ways of spoiling a value; which record is spoilt is decided in `scribe`."""

from random import Random

from sandbox.world import names
from sandbox.world.citizen_id import check_character

NO_BREAK_SPACE, WIDE_SPACE = "\u00a0", "\u3000"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
WORDS = ("无", "不详", "未知", "暂无")
ONES = "1" * 18


def full_width(text: str) -> str:
    """Return the text with full-width digits, letters and signs."""
    return text.translate(_WIDE)


def spaced(number: str, rnd: Random, space: str = " ") -> str:
    """Return an id with spaces: in groups, or one at an end."""
    if rnd.random() < 0.5:
        return f"{number[:6]}{space}{number[6:14]}{space}{number[14:]}"
    return space + number if rnd.random() < 0.5 else number + space


def mistyped(number: str, rnd: Random) -> str:
    """Return an id in which one digit is another, so that its check character fails."""
    place = rnd.randrange(len(number) - 1)
    digit = str((int(number[place]) + rnd.randint(1, 9)) % 10)
    return number[:place] + digit + number[place + 1 :]


def swapped(number: str, rnd: Random) -> str:
    """Return an id with two different neighbours changed over, so that its check character fails."""
    places = [i for i in range(6, len(number) - 2) if number[i] != number[i + 1]]
    for place in rnd.sample(places, len(places)):
        other = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if len(number) < 18 or check_character(other[:17]) != other[17]:
            return other
    return mistyped(number, rnd)


def through_float(number: str) -> int | str:
    """Return an id as the JSON number that a spreadsheet made of it: its last digits are lost."""
    return int(float(number)) if number.isdigit() else number


def ruined(number: str) -> str:
    """Return an id as a spreadsheet shows a large number."""
    return f"{float(number.replace('X', '0')):.5E}".replace("E+0", "E+")


def name_with_space(name: str, rnd: Random) -> str:
    """Return a name with a space inside or behind."""
    space = rnd.choice((" ", WIDE_SPACE, "  "))
    return f"{name[0]}{space}{name[1:]}" if len(name) == 2 or rnd.random() < 0.5 else name + space


def name_with_letter(name: str, rnd: Random) -> str:
    """Return a name with the full-width letter by which clerks tell namesakes apart."""
    return name + rnd.choice("ＡＢａｂ")


def misspelt(name: str, rnd: Random) -> str:
    """Return a name with a homophone."""
    return names.homophone(name, rnd)


def other_birth(text: str, rnd: Random) -> str:
    """Return a `yyyyMMdd` date with another day or year."""
    if rnd.random() < 0.5:
        return f"{text[:6]}{rnd.randint(1, 28):02d}"
    return f"{int(text[:4]) - rnd.choice((-1, 1, 10))}{text[4:6]}{min(int(text[6:]), 28):02d}"


def reference(number: str, prefix: str, rnd: Random) -> str:
    """Return another network's number as people copy it: lower case, spaces, full width, a stray prefix."""
    kind = rnd.randrange(4)
    if kind == 0:
        return number.lower()
    if kind == 1:
        return f" {number[:6]} {number[6:]}"
    if kind == 2:
        return full_width(number)
    return f"{prefix}:{number}"


def slip(text: str, rnd: Random) -> str:
    """Return a short text with a typing slip: a space, a doubled or a left-out character."""
    place = rnd.randrange(len(text))
    kind = rnd.randrange(3)
    if kind == 0:
        return text[:place] + rnd.choice((" ", WIDE_SPACE)) + text[place:]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1 :] if len(text) > 2 else text + " "
