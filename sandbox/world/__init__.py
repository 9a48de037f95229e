"""The generated county behind the four simulated platforms: one truth, four registers, seeded dirt."""
