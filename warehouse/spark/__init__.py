"""The same dbt project on Apache Spark: for what outgrows one machine.

Nothing else of the hub imports this package, and pyspark is an optional extra (`pip install duowang[spark]`).
"""
