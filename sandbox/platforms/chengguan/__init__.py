"""chengguan, smart city management: signed requests and opaque cursors."""
