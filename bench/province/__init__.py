"""How well, and at what cost, residents of several counties are found to be one person."""
