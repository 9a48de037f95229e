"""Warehouse: from committed landing to published marts, and the duowang command line."""
