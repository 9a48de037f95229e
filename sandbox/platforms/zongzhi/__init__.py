"""zongzhi, comprehensive governance: JWT login, page numbers, verdicts inside HTTP 200."""
