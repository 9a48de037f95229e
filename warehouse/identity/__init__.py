"""Resident identity: which records of the four platforms are one person."""

from warehouse.identity.explain import Explanation, explain, waterfall
from warehouse.identity.linking import LinkReport, link
from warehouse.identity.review import ImportReport, count_waiting, export_queue, import_decisions

__all__ = [
    "Explanation",
    "ImportReport",
    "LinkReport",
    "count_waiting",
    "explain",
    "export_queue",
    "import_decisions",
    "link",
    "waterfall",
]
