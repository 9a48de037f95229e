"""xiangcun, digital village: a daily ZIP of GB18030 CSV snapshots behind HTTP Basic."""
