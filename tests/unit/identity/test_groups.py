"""Groups that edges connect, and pairs that no edge may bring together."""

from __future__ import annotations

from random import Random

import pytest

from warehouse.identity.groups import leaders


def test_an_edge_that_would_join_two_who_are_apart_is_passed_over() -> None:
    assert leaders([(1, 2), (3, 2), (3, 4)], apart=[(3, 1)]) == {1: 1, 2: 1, 3: 3, 4: 3}


def test_the_earlier_edge_wins() -> None:
    assert leaders([(3, 2), (1, 2)], apart=[(1, 3)]) == {1: 1, 2: 2, 3: 2}


@pytest.mark.parametrize("seed", range(40))
def test_who_is_apart_stays_so_and_only_for_that_is_an_edge_passed_over(seed: int) -> None:
    dice = Random(seed)
    draw = [(dice.randrange(30), dice.randrange(30)) for _ in range(60)]
    edges, apart = draw[:40], [(left, right) for left, right in draw[40:] if left != right]
    found = leaders(edges, apart)
    assert all(found.get(left, -1) != found.get(right, -2) for left, right in apart)
    parted = {frozenset({found.get(unit, unit) for unit in pair}) for pair in apart}
    for left, right in edges:
        assert found[left] == found[right] or frozenset({found[left], found[right]}) in parted
