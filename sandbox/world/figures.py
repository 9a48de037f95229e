"""The published figures that the county is laid out for: whatever the seed, the people and the dirt."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; rates carry what they were computed from."""

    name: str
    value: Decimal
    numerator: int | None = None
    denominator: int | None = None


GRID_EVENTS, GRID_EVENTS_CLOSED = 11_447, 11_387
DISPUTES, DISPUTES_SENT, DISPUTES_SENT_CLOSED = 875, 621, 619
DISPUTES_KEPT_OPEN = 4
SWEPT, SWEPT_RESOLVED = 1_254, 1_232
VISITS_AT_LEAST = 7_000
WHISTLES, WHISTLES_SOLVED = 45, 38
URBAN_GRIDS, COMMUNITIES_AND_VILLAGES = 136, 197
CHIEFS = {"1": 196, "2": 1_010, "3": 2_580}
TEAMS = {"04": 1_209, "05": 44, "06": 58, "07": 32, "08": 576}
PILOT_VILLAGES, DEMONSTRATION_VILLAGES = 11, 3
COMPANIES, COMPANIES_INTERVIEWED = 42, 5
CENTRES = {"county": 1, "street": 2, "community": 10, "grid": 44}
GROUP_KINDS = ACTION_KINDS = 8
HONOURS = {"乡贤": 364, "好人": 52, "最美婆媳": 562}


def _rate(name: str, part: int, whole: int, digits: str) -> Figure:
    value = (Decimal(100 * part) / whole).quantize(Decimal(digits), ROUND_HALF_UP)
    return Figure(name, value, part, whole)


def _count(name: str, value: int) -> Figure:
    return Figure(name, Decimal(value))


def laid_figures() -> tuple[Figure, ...]:
    """Return what a correct hub computes, in the order of publication."""
    return (
        _count("grid_events_reported", GRID_EVENTS),
        _count("grid_events_closed", GRID_EVENTS_CLOSED),
        _rate("grid_event_closure_rate", GRID_EVENTS_CLOSED, GRID_EVENTS, "0.01"),
        _count("dispute_events_reported", DISPUTES),
        _count("dispute_events_dispatched", DISPUTES_SENT),
        _count("dispute_events_dispatched_closed", DISPUTES_SENT_CLOSED),
        _rate("dispute_event_closure_rate", DISPUTES_SENT_CLOSED, DISPUTES_SENT, "0.01"),
        _count("disputes_swept", SWEPT),
        _count("disputes_swept_resolved", SWEPT_RESOLVED),
        _rate("dispute_resolution_rate", SWEPT_RESOLVED, SWEPT, "0.1"),
        _count("visits", VISITS_AT_LEAST),
        _count("whistles", WHISTLES),
        _count("whistles_solved", WHISTLES_SOLVED),
        _count("grids", URBAN_GRIDS),
        _count("three_chiefs", sum(CHIEFS.values())),
        _count("communities_and_villages", COMMUNITIES_AND_VILLAGES),
        _count("pilot_villages", PILOT_VILLAGES),
        _count("demonstration_villages", DEMONSTRATION_VILLAGES),
        _count("hamlet_chiefs", TEAMS["04"]),
        _count("grid_chiefs", TEAMS["05"]),
        _count("lawyers", TEAMS["06"]),
        _count("judges", TEAMS["07"]),
        _count("legal_wise_people", TEAMS["08"]),
        _count("property_companies", COMPANIES),
        _count("property_companies_interviewed", COMPANIES_INTERVIEWED),
        _count("service_centres", sum(CENTRES.values())),
        _count("volunteer_group_kinds", GROUP_KINDS),
        _count("volunteer_actions", ACTION_KINDS),
        _count("honours_worthies", HONOURS["乡贤"]),
        _count("honours_good_people", HONOURS["好人"]),
        _count("honours_daughters_in_law", HONOURS["最美婆媳"]),
    )
