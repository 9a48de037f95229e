"""A generated county: households, people, their numbers, phones and homes. All from a seed.

Every citizen id carries the unassigned prefix 229923.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.linkage.profiles import Profile

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
ERAS = (
    (1956, "国建军志福德贵有财长春成玉凤淑桂秀兰英珍素云芝荣华文明永富生发祥林树山宝金银"),
    (1982, "伟强勇军杰峰辉刚平东明涛斌波超红丽敏静艳娟霞玲芳萍燕梅华海洋立新春秋晓小志建国卫"),
    (2004, "浩宇鑫磊佳雪婷莹欣悦帅鹏飞龙凯旭阳博文天子晨思琪梦瑶雨涵嘉怡俊杰诗"),
    (2100, "梓轩子涵一诺浩然欣怡沐宸诗语泽奕辰睿若汐宇航可馨俊熙雨桐铭依"),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARRIERS = ("30", "35", "36", "38", "39", "50", "51", "58", "86", "87", "89", "99")
PREFIX = "229923"
LAST_DAY = date(2024, 11, 1)


@dataclass(slots=True)
class Home:
    """Where a household lives."""

    number: int
    division: str
    town: str
    place: str
    hamlet: str
    door: str
    urban: bool


@dataclass(slots=True)
class Person:
    """One real person of the truth."""

    number: int
    name: str
    sex: int
    birth: date
    citizen_id: str
    phone: str
    home: Home
    relation: str
    head: Person | None = None
    second_home: Home | None = None
    former_phone: str = ""
    family: list[Person] = field(default_factory=list)


def check_character(body: str) -> str:
    """Check character of the first 17 digits, by GB 11643."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


class County:
    """Builds people household by household until there are enough."""

    def __init__(self, people: int, seed: int, profile: Profile) -> None:
        self.random = Random(f"{seed}/{profile.name}/people")
        self.profile = profile
        self.people: list[Person] = []
        self._taken: set[str] = set()
        self._homes = 0
        self._places = self._make_places(max(3, people // 1600))
        while len(self.people) < people:
            self._household()
        self._namesakes()
        self._move_some()
        self._sell_phones()

    def _make_places(self, count: int) -> list[tuple[str, str, str, list[str], bool]]:
        r = self.random
        heads, tails = "大小东西南北新太永福安平兴", "榆树柳河山岭桥台孤家道房店甸"
        places = []
        for index in range(count):
            town_number, urban = 100 + index // 12, r.random() < 0.35
            town = "东西永宁景台河源安小"[(index // 12) % 10] + "山岭宁盛镇"[(index // 12) % 5] + "镇"
            division = f"220323{town_number:03d}{200 + index % 12:03d}"
            name = r.choice(heads) + r.choice(tails) + ("社区" if urban else "村")
            hamlets = [
                r.choice(heads) + r.choice(tails) + ("小区" if urban else "屯")
                for _ in range(r.randint(2, 7))
            ]
            places.append((division, town, name, hamlets, urban))
        return places

    def _home(self) -> Home:
        r = self.random
        self._homes += 1
        division, town, name, hamlets, urban = r.choice(self._places)
        door = (
            f"{r.randint(1, 24)}-{r.randint(1, 5)}-{r.randint(1, 6)}0{r.randint(1, 3)}"
            if urban
            else f"{r.randint(1, 160)}"
        )
        return Home(self._homes, division, town, name, r.choice(hamlets), door, urban)

    def _citizen_id(self, birth: date, sex: int) -> str:
        while True:
            sequence = self.random.randint(0, 499) * 2 + (1 if sex == 1 else 0)
            body = f"{PREFIX}{birth:%Y%m%d}{sequence:03d}"
            if body not in self._taken:
                self._taken.add(body)
                return body + check_character(body)

    def _phone(self) -> str:
        r = self.random
        return f"1{r.choice(_CARRIERS)}{r.randint(0, 99999999):08d}"

    def _given(self, year: int, generation: str = "") -> str:
        r = self.random
        pool = next(chars for until, chars in ERAS if year < until)
        if generation:
            return generation + r.choice(pool)
        return r.choice(pool) + (r.choice(pool) if r.random() < 0.8 else "")

    def _surname(self) -> str:
        r = self.random
        return (
            SURNAMES[min(int(r.paretovariate(0.7)) - 1, 10_000) % len(SURNAMES)]
            if r.random() < 0.8
            else r.choice(SURNAMES)
        )

    def _born(self, low: int, high: int) -> date:
        day = date(self.random.randint(low, high), 1, 1) + timedelta(days=self.random.randint(0, 364))
        return min(day, LAST_DAY)

    def _add(self, name: str, sex: int, birth: date, home: Home, relation: str, phone: str) -> Person:
        person = Person(
            len(self.people), name, sex, birth, self._citizen_id(birth, sex), phone, home, relation
        )
        self.people.append(person)
        return person

    def _household(self) -> None:
        r, home = self.random, self._home()
        head_sex = 1 if r.random() < 0.78 else 2
        birth = self._born(1938, 1996)
        surname = self._surname()
        family = [self._add(surname + self._given(birth.year), head_sex, birth, home, "head", self._phone())]
        if r.random() < 0.8:
            born = self._born(birth.year - 4, min(birth.year + 4, 2002))
            phone = self._phone() if r.random() < 0.8 else family[0].phone
            family.append(
                self._add(self._surname() + self._given(born.year), 3 - head_sex, born, home, "spouse", phone)
            )
            family += self._children(family[0], surname if head_sex == 1 else family[1].name[0])
        if r.random() < 0.12:
            born = self._born(birth.year - 32, birth.year - 20)
            family.append(
                self._add(surname + self._given(born.year), 1, born, home, "parent", family[0].phone)
            )
        for person in family:
            while any(other.name == person.name for other in family if other is not person):
                person.name = person.name[0] + self._given(person.birth.year)
            person.head, person.family = family[0], family

    def _children(self, head: Person, surname: str) -> list[Person]:
        r, children = self.random, []
        generation = self._given(head.birth.year + 26)[0] if r.random() < 0.4 else ""
        year = head.birth.year + r.randint(21, 28)
        for _ in range(r.choice((0, 1, 1, 2, 2, 3))):
            if year > LAST_DAY.year - 1:
                break
            child = self._child(head, surname, self._born(year, year), generation)
            children.append(child)
            if r.random() < self.profile.twins * 1.3:
                children.append(self._twin(child))
            year += r.randint(1, 6)
        return children

    def _child(self, head: Person, surname: str, birth: date, generation: str) -> Person:
        r = self.random
        grown = birth.year < 2008
        phone = self._phone() if grown and r.random() < 0.85 else head.phone if r.random() < 0.7 else ""
        sex = r.choice((1, 2))
        return self._add(surname + self._given(birth.year, generation), sex, birth, head.home, "child", phone)

    def _twin(self, child: Person) -> Person:
        r = self.random
        pool = next(chars for until, chars in ERAS if child.birth.year < until)
        near = r.random() < self.profile.near_twin_names
        name = child.name[:-1] + r.choice(pool) if near else child.name[0] + self._given(child.birth.year)
        sex = child.sex if r.random() < 0.7 else 3 - child.sex
        phone = child.phone if r.random() < 0.5 else self._phone()
        return self._add(
            name if name != child.name else name[0] + "双", sex, child.birth, child.home, "child", phone
        )

    def _namesakes(self) -> None:
        """Give some people the name and birth date of another."""
        r = self.random
        for person in r.sample(self.people, int(len(self.people) * self.profile.namesakes)):
            other = r.choice(self.people)
            if other.home is not person.home and other is not person:
                person.name, person.sex, person.birth = other.name, other.sex, other.birth
                person.citizen_id = self._citizen_id(other.birth, other.sex)

    def _move_some(self) -> None:
        for person in self.people:
            if person.birth.year < 2006 and self.random.random() < 0.05:
                person.second_home = self._home()

    def _sell_phones(self) -> None:
        """Let some numbers pass on to a new owner."""
        r = self.random
        for person in r.sample(self.people, len(self.people) // 25):
            person.former_phone = r.choice(self.people).phone
        for person in r.sample(self.people, len(self.people) // 25):
            person.former_phone = self._phone()
