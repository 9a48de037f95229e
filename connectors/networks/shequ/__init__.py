"""The network shequ."""
