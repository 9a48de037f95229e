"""Faults that the platforms show now and then: seeded, bounded per request, and known by record id."""
