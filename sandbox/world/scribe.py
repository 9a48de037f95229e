"""The clerk of one register: writes down true values, spoilt as often as the dirt profile says."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate
from random import Random

from sandbox.world import dirt, names
from sandbox.world.citizen_id import first_generation, masked
from sandbox.world.divisions import COUNTY_TEXT, by_code, former_names
from sandbox.world.geo import Point
from sandbox.world.people import Person
from sandbox.world.profiles import DirtProfile

_COMMON_IDS = (
    "id_full_width", "id_spaced", "id_no_break_space", "id_mistyped", "id_swapped", "id_word", "id_ones",
    "id_of_head", "id_blank",
)  # fmt: skip
_OWN_IDS = {
    "zongzhi": ("id_number_lost",),
    "shequ": ("id_masked",),
    "xiangcun": ("id_quoted", "id_apostrophe", "id_ruined"),
    "chengguan": (),
}
_SPOILERS: dict[str, Callable[[str, Random], str | int]] = {
    "id_full_width": lambda number, _: dirt.full_width(number),
    "id_spaced": lambda number, rnd: dirt.spaced(number, rnd),
    "id_no_break_space": lambda number, rnd: dirt.spaced(number, rnd, dirt.NO_BREAK_SPACE),
    "id_mistyped": dirt.mistyped,
    "id_swapped": dirt.swapped,
    "id_word": lambda _, rnd: rnd.choice(dirt.WORDS),
    "id_ones": lambda *_: dirt.ONES,
    "id_blank": lambda *_: "",
    "id_number_lost": lambda number, _: dirt.through_float(number),
    "id_masked": lambda number, _: masked(number),
    "id_quoted": lambda number, _: f'="{number}"',
    "id_apostrophe": lambda number, _: f"'{number}",
    "id_ruined": lambda number, _: dirt.ruined(number),
}
_NAMES = ("name_spaced", "name_letters", "name_homophone")


class Ladder:
    """Draws one of several exclusive kinds by their shares, or none."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        kept = {kind: share for kind, share in shares.items() if share > 0}
        self._kinds = tuple(kept)
        self._edges = tuple(accumulate(kept.values()))
        self._top = self._edges[-1] if self._edges else 0.0

    def draw(self, rnd: Random) -> str | None:
        """Return a kind, or None for most records."""
        chance = rnd.random()
        return self._kinds[bisect_right(self._edges, chance)] if chance < self._top else None


class Scribe:
    """Writes personal values of one network's records."""

    def __init__(self, network: str, profile: DirtProfile, rnd: Random) -> None:
        self.profile, self.rnd = profile, rnd
        kinds = _COMMON_IDS + _OWN_IDS[network]
        self._ids = Ladder({kind: getattr(profile, kind) for kind in kinds})
        self._names = Ladder({kind: getattr(profile, kind) for kind in _NAMES})

    def chance(self, share: float) -> bool:
        """Tell whether this record is one of a share."""
        return share > 0 and self.rnd.random() < share

    def citizen_id(self, person: Person, head: Person) -> str | int:
        """Return the person's id as this register holds it."""
        number = person.citizen_id
        if person.has_twin and head is not person and self.chance(self.profile.twins_one_number):
            # Only numbers of before 2000 had 15 digits; a clerk then gave both twins the first sequence.
            first = f"{number[:14]}{person.sex:03d}{number[17:]}"
            return first_generation(first) if person.birth.year < 2000 else number
        if person.birth.year < 1958 and self.chance(self.profile.id_first_generation):
            return first_generation(number)
        kind = self._ids.draw(self.rnd)
        if kind is None:
            return number.lower() if number[-1] == "X" and self.chance(self.profile.id_lower_x) else number
        return self._spoilt_id(kind, number, head)

    def _spoilt_id(self, kind: str, number: str, head: Person) -> str | int:
        if kind == "id_of_head":
            return head.citizen_id
        return _SPOILERS[kind](number, self.rnd)

    def name(self, person: Person) -> str:
        """Return the person's name as this register holds it."""
        profile, rnd = self.profile, self.rnd
        name = person.name
        if person.former_name and self.chance(profile.name_former):
            name = person.former_name
        kind = self._names.draw(rnd)
        if kind == "name_spaced":
            return dirt.name_with_space(name, rnd)
        if kind == "name_letters":
            return dirt.name_with_letter(name, rnd)
        if kind == "name_homophone":
            return dirt.misspelt(name, rnd)
        if self.chance(profile.name_variant):
            return names.variant(name)
        if names.has_rare(name) and self.chance(profile.name_rare_lost):
            return names.lost(name, rnd)
        return name

    def phone(self, person: Person) -> str:
        """Return the person's telephone as this register holds it."""
        profile = self.profile
        number = person.phone
        if not number or self.chance(profile.phone_blank):
            return ""
        if person.former_phone and self.chance(profile.phone_former):
            number = person.former_phone
        if self.chance(profile.phone_full_width):
            return dirt.full_width(number)
        return number

    def sex(self, person: Person) -> int:
        """Return 1 or 2, now and then the other one, 0 for unknown."""
        if self.chance(self.profile.sex_unknown):
            return 0
        return 3 - person.sex if self.chance(self.profile.sex_wrong) else person.sex

    def birth(self, person: Person) -> str:
        """Return the birth date as `yyyyMMdd`, now and then another or blank."""
        text = person.birth.isoformat().replace("-", "")
        if self.chance(self.profile.birth_blank):
            return ""
        return dirt.other_birth(text, self.rnd) if self.chance(self.profile.birth_wrong) else text

    def address(self, text: str, division: str = "") -> str:
        """Return an address, now and then by a village's former name, without the county, cut or blank."""
        profile = self.profile
        if division in former_names() and self.chance(profile.village_former_name):
            text = text.replace(by_code()[division].short_name, former_names()[division])
        if self.chance(profile.address_blank):
            return ""
        if self.chance(profile.address_no_county):
            text = text.removeprefix(COUNTY_TEXT)
        return text[:32] if self.chance(profile.address_cut) else text

    def point(self, point: Point) -> Point | None:
        """Return a point, now and then with its axes changed over, or None for unknown."""
        if self.chance(self.profile.point_blank):
            return None
        return (point[1], point[0]) if self.chance(self.profile.point_swapped) else point

    def grid(self, code: str, old_codes: tuple[str, ...], *, often: bool = False) -> str:
        """Return a grid code, now and then (or often) one of the scheme before, or blank."""
        if old_codes and self.chance(min(0.5, self.profile.grid_stale * (5 if often else 1))):
            return self.rnd.choice(old_codes)
        return "" if self.chance(self.profile.grid_blank) else code

    def reference(self, number: str, prefix: str, *, spare: bool) -> str:
        """Return another network's number, now and then (unless spared) as people copy it."""
        if not spare and self.chance(self.profile.reference_dirty):
            return dirt.reference(number, prefix, self.rnd)
        return number
