"""The network xiangcun."""
