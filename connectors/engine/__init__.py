"""What every network shares: sessions, proof of completeness, landing."""
