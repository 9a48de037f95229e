"""Rules are data: complete, addressed to somebody, and their loosened bounds explained."""

import pytest
from pydantic import ValidationError

from expectations.rules import Rule, Rulebook, Text, rulebook

SAYS = Text(zh="说明。", en="Says.")


def rule(**values):
    given = {"name": "a_rule", "severity": "error", "owner": "operator", "says": SAYS, "action": SAYS}
    return Rule.model_validate(given | {"query": "select 1 as observed", "at_most": 0} | values)


@pytest.mark.parametrize("gate", ["sources", "marts"])
def test_every_rule_says_its_bounds_and_what_to_do(gate):
    for each in rulebook(gate).rules:
        assert each.at_least is not None or each.at_most is not None
        assert each.action.zh.endswith("。")
        assert each.action.en.endswith(".")


@pytest.mark.parametrize("gate", ["sources", "marts"])
def test_every_placeholder_is_given(gate):
    assert all(
        "$" not in sql.replace("'$.", "").replace("|$)", "")
        for r in rulebook(gate).rules
        for _, sql in r.queries()
    )


def test_a_query_runs_once_for_each_set_of_parameters():
    found = rule(query="select '$subject' as subject", each=({"subject": "a"}, {"subject": "b"})).queries()
    assert [sql for _, sql in found] == ["select 'a' as subject", "select 'b' as subject"]


def test_a_bound_of_its_own_needs_a_reason():
    with pytest.raises(ValidationError, match="because"):
        rule(each=({"subject": "a", "at_most": 0.5},))
    assert rule(each=({"subject": "a", "at_most": 0.5, "because": "2024-11-20: imported by hand"},))


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(ValidationError, match="one name"):
        Rulebook(owners={"operator": SAYS}, rules=(rule(), rule()))


def test_a_rule_without_a_known_owner_is_refused():
    with pytest.raises(ValidationError, match="unknown owners"):
        Rulebook(owners={"steward": SAYS}, rules=(rule(),))
