"""The same models on DuckDB and on Apache Spark, compared."""
