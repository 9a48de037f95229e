"""What several counties make together: residents counted once, and the marts of all of them side by side."""

from warehouse.province.linking import ProvinceLinkage, link
from warehouse.province.running import ProvinceSummary, run

__all__ = ["ProvinceLinkage", "ProvinceSummary", "link", "run"]
