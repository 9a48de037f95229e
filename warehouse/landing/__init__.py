"""The committed batches, seen from the build database as one view a stream."""

from warehouse.landing.register import Registration, register

__all__ = ["Registration", "register"]
