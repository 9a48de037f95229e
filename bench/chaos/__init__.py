"""Faults that strike the hub itself: what readers see, how a run ends, how the next one repairs."""
