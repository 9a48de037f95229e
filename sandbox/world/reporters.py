"""Who reports: grid workers and chiefs by their posts, residents, villagers, and people from elsewhere."""

from dataclasses import dataclass
from random import Random

from sandbox.world.directory import Directory
from sandbox.world.people import Person


@dataclass(frozen=True, slots=True)
class Reporters:
    """Draws reporters from the registers; the lists hold post ids (zongzhi GWBH) and people."""

    directory: Directory
    grid_posts: tuple[str, ...]
    chief_posts: tuple[str, ...]
    workers: tuple[str, ...]
    townspeople: tuple[Person, ...]
    villagers: tuple[Person, ...]
    outsiders: tuple[Person, ...]

    def zongzhi(self, source: str, rnd: Random) -> str:
        """Return SBRBH for a kind of reporter: a RYBH, a post or blank."""
        if source == "01":
            return rnd.choice(self.grid_posts if rnd.random() < 0.3 else self.workers)
        if source == "02" and rnd.random() < 0.8:
            return self.directory.zongzhi.get(rnd.choice(self.townspeople).number, "")
        return rnd.choice(self.chief_posts) if source == "03" else ""

    def citizen(self, rnd: Random) -> Person:
        """Draw somebody who rings the city's hotline."""
        chance = rnd.random()
        if chance < 0.15:
            return rnd.choice(self.outsiders)
        return rnd.choice(self.townspeople if chance < 0.8 else self.villagers)

    def villager(self, rnd: Random) -> Person:
        """Draw a villager."""
        return rnd.choice(self.villagers)

    def ticket(self, rnd: Random) -> tuple[str, str, Person | None]:
        """Return residentId, householdId and the person of a ticket; blank ids for anonymous ones."""
        person = rnd.choice(self.townspeople)
        found = self.directory.shequ.get(person.number)
        if found is None or rnd.random() < 0.12:
            return "", "", None
        return found[0], found[1], person
