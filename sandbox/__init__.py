"""Sandbox: a generated county and its four platforms, for a first run and for tests."""
