"""Resident identity: which records of the four platforms are one person."""

from warehouse.identity.linking import LinkReport, link

__all__ = ["LinkReport", "link"]
