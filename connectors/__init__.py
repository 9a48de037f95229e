"""Connectors: pull every stream of the platforms and land it as Parquet with manifests."""
