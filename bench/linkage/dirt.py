"""What happens to values on their way into a platform: the dirt that the guides describe."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from random import Random

from pypinyin.pinyin_dict import pinyin_dict

from bench.linkage.people import Person
from bench.linkage.profiles import Profile

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_VARIANT_PAIRS = (
    "峰峯 杰傑 群羣 国國 华華 兰蘭 凤鳳 云雲 德徳 玉钰 丽麗 东東 龙龍 刘劉 张張 陈陳 阎闫 萧肖 傅付 戴代 "
    "余佘 珍珎 晓曉 宝寶 金鑫"
)
_VARIANTS = {pair[0]: pair[1] for pair in _VARIANT_PAIRS.split()}


@cache
def _homophones() -> dict[str, list[str]]:
    """Group common characters with those that sound alike, tone aside."""
    common = [
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
    ]
    groups: dict[str, list[str]] = defaultdict(list)
    for char in filter(None, common):
        groups[_bare(pinyin_dict[ord(char)].split(",")[0])].append(char)
    return {char: [c for c in members if c != char] for members in groups.values() for char in members}


def _bare(reading: str) -> str:
    plain = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
    return reading.translate(plain)


class Dirt:
    """Applies one profile's rates with one stream of chance."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self.p = profile
        self.random = Random(f"{seed}/{profile.name}/dirt")

    def _chance(self, rate: float) -> bool:
        return self.random.random() < rate

    def name(self, person: Person) -> str:
        """Type the name as some clerk would."""
        r, name = self.random, person.name
        if self._chance(self.p.name_changed):
            name = name[0] + r.choice("宇轩博文佳慧明哲雅静")
        if self._chance(self.p.name_homophone):
            at = r.randrange(len(name))
            name = name[:at] + r.choice(_homophones().get(name[at]) or [name[at]]) + name[at + 1 :]
        if self._chance(self.p.name_variant * 4):
            name = "".join(_VARIANTS.get(char, char) for char in name)
        if self._chance(self.p.name_lost):
            at = r.randrange(1, len(name)) if len(name) > 1 else 0
            name = name[:at] + r.choice("?□") + name[at + 1 :]
        if self._chance(self.p.name_spaced):
            name = r.choice((" ", "　")).join(name) if self._chance(0.7) else name + r.choice("ａＢ")
        return name

    def sex(self, person: Person) -> str:
        """Fill the sex field."""
        if self._chance(0.02):
            return "unknown"
        return ("male", "female")[(person.sex == 2) != self._chance(self.p.sex_wrong)]

    def birth(self, person: Person) -> date | None:
        """Fill the birth date field."""
        r, birth = self.random, person.birth
        if self._chance(self.p.birth_missing):
            return None
        if not self._chance(self.p.birth_wrong):
            return birth
        how = r.randrange(4)
        if how == 0 and birth.day <= 12:
            return date(birth.year, birth.day, birth.month)
        if how == 1:
            return date(birth.year, 1, 1)
        if how == 2:
            return birth + timedelta(days=r.choice((-10, -1, 1, 10, 365, -365)))
        return birth + timedelta(days=r.randint(-3000, 3000))

    def phone(self, person: Person, *, may_mask: bool = False) -> str | None:
        """Fill the phone field."""
        phone = person.phone
        if self._chance(self.p.phone_missing):
            return None
        if person.former_phone and self._chance(self.p.phone_stale * 8):
            phone = person.former_phone
        elif person.head is not None and self._chance(self.p.phone_family):
            phone = person.head.phone
        if phone and may_mask and self._chance(self.p.phone_masked):
            return phone[:3] + "****" + phone[7:]
        return phone or None

    def citizen_id(self, person: Person, network: str) -> str | None:
        """Fill the id field, with the own number or that of the head of the household."""
        number = person.citizen_id
        if person.head is not None and person.head is not person and self._chance(self.p.borrowed):
            number = person.head.citizen_id
        if network == "shequ" and self._chance(self.p.id_masked):
            return number[:6] + "********" + number[14:]
        draw = self.random.random()
        for rate, change in (
            (self.p.id_missing, lambda: None),
            (self.p.id_placeholder, lambda: self.random.choice(("无", "不详", "111111111111111111", ""))),
            (self.p.id_mistyped, lambda: self._mistype(number)),
            (self.p.id_swapped, lambda: self._swap(number)),
            (self.p.id_json if network in ("zongzhi", "shequ") else 0, lambda: self._json(number)),
            (self.p.id_spreadsheet if network == "xiangcun" else 0, lambda: self._spreadsheet(number)),
            (
                self.p.id_first_generation * 2 if person.birth.year < 1985 else 0,
                lambda: number[:6] + number[8:17],
            ),
            (self.p.id_wrapped, lambda: self._wrap(number)),
        ):
            if draw < rate:
                return change()
            draw -= rate
        return number.lower() if self._chance(0.3) else number

    def _mistype(self, number: str) -> str:
        at = self.random.randrange(17)
        digit = self.random.choice([d for d in "0123456789" if d != number[at]])
        return number[:at] + digit + number[at + 1 :]

    def _swap(self, number: str) -> str:
        at = self.random.randrange(16)
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    def _json(self, number: str) -> str:
        if number.endswith("X"):
            return number
        return (
            str(int(float(number)))
            if self._chance(0.5)
            else f"{float(number):.16e}".replace(".", "")[:17] + "0"
        )

    def _spreadsheet(self, number: str) -> str:
        if number.endswith("X"):
            return f"'{number}"
        return f"{float(number):.5E}" if self._chance(0.6) else number[:15] + "000"

    def _wrap(self, number: str) -> str:
        form = self.random.randrange(5)
        if form == 0:
            return number.translate(_FULL_WIDTH)
        if form == 1:
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        if form == 2:
            return f'="{number}"'
        if form == 3:
            return f"'{number}"
        return f"\u00a0{number}"
