"""Graphs that Spark hands to one worker, edge by edge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.spark.graphs import Components, Reachable

Edges = list[tuple[str, str]]

_edges = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12)


def _components(edges: Edges) -> dict[str, str]:
    graph = Components()
    for edge in edges:
        graph.eval(edge)  # type: ignore[arg-type]
    return dict(graph.terminate())


def _reachable(edges: Edges) -> set[tuple[str, str]]:
    graph = Reachable()
    for edge in edges:
        graph.eval(edge)  # type: ignore[arg-type]
    found = list(graph.terminate())
    assert len(found) == len(set(found))
    return set(found)


def test_component_is_named_by_its_least_node() -> None:
    assert _components([("d", "c"), ("b", "c"), ("x", "y")]) == {
        "b": "b",
        "c": "b",
        "d": "b",
        "x": "x",
        "y": "x",
    }


@pytest.mark.parametrize("edges", [[], [("a", "a")]])
def test_only_nodes_with_an_edge_are_given(edges: Edges) -> None:
    assert _components(edges) == {node: node for edge in edges for node in edge}


@given(_edges)
def test_components_are_what_can_be_reached_both_ways(edges: Edges) -> None:
    both_ways = _reachable(edges + [(other, one) for one, other in edges])
    expected = {node: min(reached for start, reached in both_ways if start == node) for node, _ in both_ways}
    assert _components(edges) == expected


def test_chain_of_any_length_is_followed() -> None:
    chain = [(f"{n:05}", f"{n + 1:05}") for n in range(3000)]
    assert set(_components(chain).values()) == {"00000"}
    assert ("00000", "03000") in _reachable([*chain[-1000:], ("00000", "02000")])


def test_circle_is_followed_once() -> None:
    everywhere = {(start, reached) for start in "ab" for reached in "abc"}
    assert _reachable([("a", "b"), ("b", "a"), ("b", "c")]) == everywhere
