"""Linkage benchmark: generated people with a known truth, and what the linkage makes of them."""
