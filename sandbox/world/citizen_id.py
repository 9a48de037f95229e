"""Citizen id numbers by GB 11643, all with an unassigned prefix: none is a real person's."""

from datetime import date

from sandbox.world.divisions import adcode

PREFIX = "229923"
"""Of the county under its real code; under another, the last two digits are that code's."""
_UNASSIGNED = "2299"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
MALE, FEMALE = 1, 2


def check_character(first17: str) -> str:
    """Return the check character of the first 17 digits."""
    return _CHECKS[sum(w * (ord(c) - 48) for w, c in zip(_WEIGHTS, first17, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Tell whether form, date and check character are right (the division is not checked)."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return check_character(number[:17]) == number[17]


def compose(birth: date, sequence: int) -> str:
    """Return the 18-character number of a birth date and a 3-digit sequence (odd for men)."""
    first17 = f"{_UNASSIGNED}{adcode()[4:]}{birth.year:04d}{birth.month:02d}{birth.day:02d}{sequence:03d}"
    return first17 + check_character(first17)


def first_generation(number: str) -> str:
    """Return the 15-digit form of a number of somebody born in the 1900s."""
    return number[:6] + number[8:17]


def masked(number: str) -> str:
    """Return the number as counters show it: the division, eight stars, the last four."""
    return number[:6] + "********" + number[-4:]


class Registry:
    """Deals out numbers that nobody holds yet; sequences above 900 are left to later arrivals."""

    def __init__(self) -> None:
        self._taken: dict[tuple[date, int], int] = {}

    def issue(self, birth: date, sex: int) -> str:
        """Return the next free number of a birth date and sex."""
        taken = self._taken.get((birth, sex), 0)
        self._taken[birth, sex] = taken + 1
        half = (birth.toordinal() * 37 + taken) % 450
        return compose(birth, half * 2 + (1 if sex == MALE else 2))
