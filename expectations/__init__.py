"""Expectations: Great Expectations suites and gates as code."""
