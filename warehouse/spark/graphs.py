"""Graphs whose edges are rows: table functions that see all edges of a graph in one worker.

SQL of Spark can follow edges only a fixed number of steps, and a chain of citations has no known length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from pyspark.sql import Row, SparkSession
from pyspark.sql.functions import udtf
from pyspark.sql.udtf import UserDefinedTableFunction


def register(spark: SparkSession) -> None:
    """Give the session the functions that the macros of graphs call; each takes a table of two texts."""
    for name, function, columns in (
        ("duowang_components", Components, "node string, label string"),
        ("duowang_reachable", Reachable, "node string, reached string"),
    ):
        spark.udtf.register(name, cast(UserDefinedTableFunction, udtf(function, returnType=columns)))


class Components:
    """Connected components of an undirected graph: each node with the least node of its component."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def eval(self, edge: Row) -> None:
        """Bring the components of an edge's two ends together."""
        one, other = sorted((self._root(edge[0]), self._root(edge[1])))
        self._parents[other] = one

    def terminate(self) -> Iterator[tuple[str, str]]:
        """Give every node that has an edge."""
        for node in tuple(self._parents):
            yield node, self._root(node)

    def _root(self, node: str) -> str:
        """Find the least node, and shorten the way to it for the next time."""
        parents = self._parents
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node


class Reachable:
    """Each node of a directed graph with every node that its edges lead to, over however many others."""

    def __init__(self) -> None:
        self._next: defaultdict[str, set[str]] = defaultdict(set)

    def eval(self, edge: Row) -> None:
        """Keep an edge."""
        self._next[edge[0]].add(edge[1])

    def terminate(self) -> Iterator[tuple[str, str]]:
        """Follow the edges of each node, once through a circle."""
        for node in tuple(self._next):
            for reached in self._reached(node):
                yield node, reached

    def _reached(self, node: str) -> set[str]:
        found: set[str] = set()
        ahead = [node]
        while ahead:
            fresh = self._next.get(ahead.pop(), set()) - found
            found |= fresh
            ahead.extend(fresh)
        return found
