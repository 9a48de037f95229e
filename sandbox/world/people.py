"""People and households as they truly are; registers are made from them later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sandbox.world import names
from sandbox.world.citizen_id import FEMALE, MALE, Registry
from sandbox.world.clock import FIRST_DAY

HEAD, SPOUSE, CHILD, PARENT, OTHER = "01", "02", "03", "04", "99"
REGISTERED, FLOATING, LEFT_BEHIND, ELSE = "1", "2", "3", "9"
# Number ranges that are not given to subscribers, so that nobody's telephone is written down here.
_PHONE_PREFIXES = ("140", "141", "142", "143", "154")
_TODAY = FIRST_DAY.toordinal()


@dataclass(slots=True)
class Person:
    """One person; `number` is the truth's id, `former_*` what old registers may still hold."""

    number: int
    name: str
    sex: int
    birth: date
    citizen_id: str
    phone: str
    former_phone: str
    relation: str
    residence: str
    former_name: str = ""
    has_twin: bool = False

    @property
    def person_id(self) -> str:
        """The id in the truth files."""
        return f"P{self.number:07d}"

    @property
    def age(self) -> int:
        """Full years at the first day (near enough for choices)."""
        return (_TODAY - self.birth.toordinal()) // 365


@dataclass(slots=True)
class Household:
    """People behind one door; `site` is the index of its building (urban) or hamlet (village), else -1."""

    number: int
    setting: str
    members: list[Person] = field(default_factory=list)
    division: str = ""
    grid: str = ""
    site: int = -1
    door: str = ""
    address: str = ""

    @property
    def head(self) -> Person:
        """The first member."""
        return self.members[0]


class Families:
    """Draws households one after another; all draws come from one seeded source."""

    def __init__(self, rnd: Random) -> None:
        self._rnd = rnd
        self._ids = Registry()
        self._count = 0
        self._shapes: dict[Callable[[Household], None], int] = {
            self._elder: 9,
            self._single: 15,
            self._couple: 14,
            self._old_couple: 17,
            self._one_child: 21,
            self._two_children: 8,
            self._three_generations: 6,
            self._one_parent: 4,
            self._tenants: 3,
            self._grandparents: 3,
        }

    def household(self, number: int, setting: str, room: int) -> Household:
        """Draw a household of at most `room` people."""
        house = Household(number, setting)
        fill = self._rnd.choices(tuple(self._shapes), weights=tuple(self._shapes.values()))[0]
        fill(house)
        del house.members[room:]
        self._settle(house)
        return house

    def make_namesakes(self, people: list[Person]) -> None:
        """Give some people the name and birth date of somebody else; their numbers stay their own."""
        for sex in (MALE, FEMALE):
            adults = [p for p in people if p.age >= 18 and not p.has_twin and p.sex == sex]
            for _ in range(len(people) // 5000 + 1):
                left, right = self._rnd.sample(adults, 2)
                right.name, right.birth = left.name, left.birth
                right.citizen_id = self._ids.issue(right.birth, sex)

    def outsider(self) -> Person:
        """Draw somebody who lives in no register of the county."""
        return self._person(names.surname(self._rnd), self._sex(), self._rnd.randint(20, 70), OTHER)

    def _settle(self, house: Household) -> None:
        """Share telephones in the family and say why its members live here."""
        rnd = self._rnd
        floating = rnd.random() < (0.16 if house.setting == "urban" else 0.02)
        lender = next((m for m in house.members if m.phone), None)
        for member in house.members:
            if not member.phone and lender and rnd.random() < (0.75 if member.age < 18 else 0.45):
                member.phone = lender.phone
            if floating:
                member.residence = FLOATING
            elif rnd.random() < 0.01:
                member.residence = ELSE

    def _sex(self, male_share: float = 0.5) -> int:
        return MALE if self._rnd.random() < male_share else FEMALE

    def _person(self, family: str, sex: int, age: int, relation: str) -> Person:
        rnd = self._rnd
        birth = birthday(age, rnd)
        name = family + names.given(rnd, female=sex == FEMALE, year=birth.year)
        return self._enrol(name, sex, birth, relation)

    def _enrol(self, name: str, sex: int, birth: date, relation: str) -> Person:
        rnd = self._rnd
        self._count += 1
        age = (_TODAY - birth.toordinal()) // 365
        owns = rnd.random() < (0.0 if age < 12 else 0.5 if age < 17 or age > 78 else 0.96)
        former_name = ""
        if age < 20 and rnd.random() < 0.01:
            former_name = name[: 2 if len(name) > 3 else 1] + names.given(
                rnd, female=sex == FEMALE, year=birth.year
            )
        return Person(
            number=self._count,
            name=name,
            sex=sex,
            birth=birth,
            citizen_id=self._ids.issue(birth, sex),
            phone=phone(rnd) if owns else "",
            former_phone=phone(rnd) if owns else "",
            relation=relation,
            residence=REGISTERED,
            former_name=former_name,
        )

    def _pair(self, house: Household, age: int) -> str:
        """Add a head and a spouse; return the family name of their children."""
        sex = self._sex(0.8)
        head = self._person(names.surname(self._rnd), sex, age, HEAD)
        other = MALE if sex == FEMALE else FEMALE
        spouse_age = max(20, age + self._rnd.randint(-5, 4))
        spouse = self._person(names.surname(self._rnd), other, spouse_age, SPOUSE)
        house.members += [head, spouse]
        return family_name(head if sex == MALE else spouse)

    def _add_child(self, house: Household, family: str, parent_age: int) -> None:
        age = max(0, parent_age - self._rnd.randint(21, 34))
        house.members.append(self._person(family, self._sex(0.52), age, CHILD))

    def _elder(self, house: Household) -> None:
        house.members.append(
            self._person(names.surname(self._rnd), self._sex(0.4), self._rnd.randint(66, 92), HEAD)
        )

    def _single(self, house: Household) -> None:
        house.members.append(
            self._person(names.surname(self._rnd), self._sex(0.6), self._rnd.randint(20, 65), HEAD)
        )

    def _couple(self, house: Household) -> None:
        self._pair(house, self._rnd.randint(23, 55))

    def _old_couple(self, house: Household) -> None:
        self._pair(house, self._rnd.randint(56, 84))

    def _one_child(self, house: Household) -> None:
        age = self._rnd.randint(25, 56)
        self._add_child(house, self._pair(house, age), age)

    def _two_children(self, house: Household) -> None:
        age = self._rnd.randint(28, 56)
        family = self._pair(house, age)
        self._add_child(house, family, age)
        if self._rnd.random() < 0.10:
            self._add_twin(house)
        else:
            self._add_child(house, family, age)

    def _add_twin(self, house: Household) -> None:
        """Add a twin of the last child: same birth date and sex, a name one character away."""
        first = house.members[-1]
        family = family_name(first)
        twin_given = names.twin_given(first.name[len(family) :], self._rnd, female=first.sex == FEMALE)
        twin = self._enrol(family + twin_given, first.sex, first.birth, CHILD)
        first.has_twin = twin.has_twin = True
        house.members.append(twin)

    def _three_generations(self, house: Household) -> None:
        age = self._rnd.randint(28, 50)
        family = self._pair(house, age)
        self._add_child(house, family, age)
        elder = self._person(family, self._sex(0.4), age + self._rnd.randint(22, 32), PARENT)
        house.members.append(elder)

    def _one_parent(self, house: Household) -> None:
        age = self._rnd.randint(25, 55)
        head = self._person(names.surname(self._rnd), self._sex(0.35), age, HEAD)
        house.members.append(head)
        self._add_child(house, family_name(head), age)

    def _tenants(self, house: Household) -> None:
        for place in range(self._rnd.randint(2, 4)):
            relation = HEAD if place == 0 else OTHER
            age = self._rnd.randint(19, 45)
            house.members.append(self._person(names.surname(self._rnd), self._sex(), age, relation))

    def _grandparents(self, house: Household) -> None:
        family = self._pair(house, self._rnd.randint(52, 70))
        child = self._person(family, self._sex(), self._rnd.randint(2, 14), OTHER)
        child.residence = LEFT_BEHIND
        house.members.append(child)


def family_name(person: Person) -> str:
    """Return the family name (all but one or two characters of the name)."""
    name = person.name
    for length in (4, 2):
        if name[:length] in {"欧阳", "司徒", "爱新觉罗"}:
            return name[:length]
    return name[:1]


def phone(rnd: Random) -> str:
    """Draw an 11-digit number of a range that has no subscribers."""
    return f"{rnd.choice(_PHONE_PREFIXES)}{rnd.randrange(100_000_000):08d}"


def resell_phones(people: list[Person], rnd: Random) -> None:
    """Let some numbers have new owners: the former number of one is the present number of another."""
    owners = [p for p in people if p.phone and p.age >= 18]
    for _ in range(len(people) // 60 + 1):
        seller, buyer = rnd.sample(owners, 2)
        seller.former_phone = buyer.phone


def birthday(age: int, rnd: Random) -> date:
    """Draw a birth date of somebody of that age at the first day."""
    return date.fromordinal(_TODAY - int(age * 365.25) - rnd.randrange(365))
