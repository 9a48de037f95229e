"""The network chengguan."""
