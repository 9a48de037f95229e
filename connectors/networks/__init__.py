"""One folder a platform: its declared contract and the little code that only it needs."""
