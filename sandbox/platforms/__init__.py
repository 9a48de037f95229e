"""The four simulated platforms: HTTP servers that follow their vendors' guides to the letter."""
