"""How well reports of one matter are joined, measured against a sandbox world's own truth."""
