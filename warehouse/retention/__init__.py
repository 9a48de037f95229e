"""Retention: what is no longer needed is really removed."""

from warehouse.retention.maintenance import Maintained, maintain

__all__ = ["Maintained", "maintain"]
