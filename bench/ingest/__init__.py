"""How fast, and in how much memory, the connectors land what a platform lists, beside named peers."""
