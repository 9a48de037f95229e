"""The network zongzhi."""
