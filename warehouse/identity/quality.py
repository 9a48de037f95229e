"""Quality without a truth: rows of `identity.linkage_quality`, none of them personal.

The hidden-number test blanks the number of some thousand believed records (the shadows) and looks where the
linkage puts them: a little optimistic, since who has a number tends to be written well otherwise. Where
numbers do not prove that there are two people, a shadow says nothing. The rest are invariants, the precision
that the calibrated probabilities promise, and how many keys moved. A measure is within its limit unless its
95 % interval (Wilson) lies beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.script import run_script


@dataclass(frozen=True)
class Measure:
    """One measured share: SQL giving (numerator, denominator), and the limit that should hold."""

    name: str
    query: str
    at_least: float | None
    at_most: float | None
    zh: str
    en: str


MEASURES = (
    Measure(
        "hidden_id_precision",
        "select count(*) filter (unit = true_unit), count(*) from shadow_result where is_linked",
        0.999, None,
        "隐去身份证号后被关联的记录中，关联到本人的比例",
        "Of records linked with their number hidden, those linked to their own person",
    ),
    Measure(
        "hidden_id_recall",
        """select count(*) filter (is_linked and unit = true_unit), count(*) from shadow_result
            where has_company""",
        0.9, None,
        "隐去身份证号且本人另有记录的，找回本人的比例",
        "Of records with their number hidden whose person has others, those that found their person",
    ),
    Measure(
        "promised_precision",
        "select sum(match_probability), count(*) from member where matched_by not in ('single', 'id_number')",
        0.998, None,
        "按校准概率计算，非身份证号直接关联的记录中关联正确的比例",
        "Share of links not made by the plain number that is right, as the calibrated probabilities promise",
    ),
    Measure(
        "residents_with_two_numbers",
        """select count(*) filter (numbers > 1), count(*) from (
            select count(distinct t.id_number) as numbers from member as m join trusted as t using (rid)
            where m.matched_by <> 'reviewed' group by m.unit)""",
        None, 0.0,
        "含两个可信身份证号的居民（审核决定除外）",
        "Residents with two believed numbers, reviewed decisions apart",
    ),
    Measure(
        "residents_sex_at_odds",
        """select count(*) filter (lowest <> highest), count(*) from (
            select min(r.sex) as lowest, max(r.sex) as highest from member as m join rec as r using (rid)
            where r.sex > 0 and not r.is_deleted group by m.unit)""",
        None, 0.05,
        "各记录性别不一致的居民",
        "Residents whose records disagree on sex",
    ),
    Measure(
        "residents_birth_at_odds",
        """select count(*) filter (days > 366), count(*) from (
            select max(r.birth) - min(r.birth) as days from member as m join rec as r using (rid)
            where r.birth is not null and not r.is_deleted group by m.unit)""",
        None, 0.05,
        "各记录出生日期相差一年以上的居民",
        "Residents whose records' birth dates lie more than a year apart",
    ),
    Measure(
        "residents_over_ten_records",
        """select count(*) filter (records > 10), count(*) from (
            select count(*) as records from member as m join rec as r using (rid)
            where r.net <> 3 and not r.is_deleted group by m.unit)""",
        None, 0.0001,
        "登记类记录超过十条的居民",
        "Residents with more than ten register records",
    ),
    Measure(
        "numbers_not_believed",
        """select count(*) filter (t.rid is null), count(*) from claim as c
            left join trusted as t on c.rid = t.rid""",
        None, 0.10,
        "身份证号有效但不采信（多为借用）的记录",
        "Records with a whole number that is not believed, most of them borrowed",
    ),
    Measure(
        "pairs_to_review",
        "select (select count(*) from queue), (select count(*) from member)",
        None, 0.05,
        "待人工审核的记录对与记录数之比",
        "Pairs that wait for a clerk, for each record",
    ),
)  # fmt: skip

_KEY_CHURN = Measure(
    "keys_moved_of_untouched",
    "",
    None,
    0.000005,
    "自上次以来所属居民没有任何记录变更的记录中，居民键发生变化的比例",
    "Of records whose resident has no changed record since the last run, those whose resident key moved",
)

_AGREEMENT = Measure(
    "agreement_with_increments",
    "",
    0.9999,
    None,
    "全量关联与此前逐日增量结果的一致程度（未变更记录的成对F1）",
    "How far a full run agrees with the increments before it: pairwise F1 over records that did not change",
)

_OF_INCREMENTS = {"pairs_to_review", "residents_with_two_numbers", _KEY_CHURN.name}
"""What an increment measures anew; the rest stands as the last full run has left it."""

_SHADOWS = """
create or replace temp table shadow_result as
select
    t.unit as rid, m.unit, t.true_unit, m.unit <> t.unit as is_linked,
    exists (
        select 1 from member as o where o.unit = t.true_unit and o.rid < {base} and o.rid <> t.unit - {base}
    ) as has_company
from shadow_truth as t
join member as m on t.unit = m.rid
where t.unit not in (select unit from undecided);
"""

_TABLE = """
create or replace temp table linkage_quality (
    measure varchar, value double, numerator double, denominator double, low double, high double,
    at_least double, at_most double, is_within boolean, definition_zh varchar, definition_en varchar,
    as_of timestamptz);
"""

_ROW = """
insert into linkage_quality
with counted as (select $numerator::double as k, $denominator::double as n),
wilson as (
    select k, n, case when n > 0 then k / n end as value,
        case when n > 0 then (k / n + 1.9208 / n) / (1 + 3.8416 / n) end as centre,
        case when n > 0 then 1.96 * sqrt(greatest(k / n * (1 - k / n), 0) / n + 0.9604 / (n * n))
            / (1 + 3.8416 / n) end as half
    from counted
)
select
    $name, value, k, n, greatest(0, centre - half), least(1, centre + half), $at_least, $at_most,
    coalesce(centre + half >= $at_least, true) and coalesce(k = 0 or centre - half <= $at_most, true),
    $zh, $en, {as_of}
from wilson;
"""

_COMPARED = """
create or replace temp table compared as
select
    m.unit, f.resident_key as old_key, k.resident_key as new_key,
    (f.resident_key is null) <> p.is_deleted or coalesce(p.updated_at, p.first_seen_at) > r.as_of
        as is_touched
from member as m
join person as p on m.rid = p.rid
join unit_key as k on m.unit = k.unit
cross join (select max(as_of) as as_of from former.identity.linkage_run) as r
left join former.identity.resident_record as f
    on p.network = f.network and p.stream = f.stream and p.source_record_id = f.source_record_id;
"""

_MOVED = """
with touched as (
    select unit as name from compared where is_touched
),
touched_keys as (
    select distinct c.old_key from compared as c semi join touched as t on c.unit = t.name
)
select count(*) filter (c.old_key <> c.new_key), count(*)
from compared as c
anti join touched as t on c.unit = t.name
anti join touched_keys as k on c.old_key = k.old_key
where c.old_key is not null
"""

_AGREED = """
with cells as (
    select old_key, new_key, count(*) as n from compared
    where old_key is not null and not is_touched group by all
),
old as (select sum(n) as n from cells group by old_key),
new as (select sum(n) as n from cells group by new_key)
select (select sum(n * (n - 1)) from cells)::double,
    ((select sum(n * (n - 1)) from old) + (select sum(n * (n - 1)) from new)) / 2
"""

_STANDING = """
insert into linkage_quality by name
select * from registry.identity.linkage_quality where measure not in (select unnest(?));
"""

_INCREMENT = {
    "pairs_to_review": """
        select (select count(*) from registry.identity.review_queue where decision is null),
            (select count(*) from registry.identity.linkage_state)""",
    "residents_with_two_numbers": """
        select
            (select count(distinct unit) from registry.identity.linkage_state
                where is_believed and claimed_number <> id_number and matched_by <> 'reviewed'),
            residents
        from resident_count""",
    _KEY_CHURN.name: """
        select
            count(*) filter (f.resident_key <> k.resident_key),
            (select count(*) from registry.identity.linkage_state) - (select count(*) from new_rid)
        from former_record as f
        join touched as t on f.rid = t.rid
        join unit_key as k on t.unit = k.unit
        anti join new_rid as o on f.rid = o.rid
        where t.unit not in (select unit from touched where is_opened)""",
}


def keep_shadows(con: duckdb.DuckDBPyConnection) -> None:
    """Make `shadow_result` while the shadows are still members."""
    con.execute(_SHADOWS.format(base=SHADOW_BASE))


def build_quality(con: duckdb.DuckDBPyConnection, *, has_former: bool) -> None:
    """Make `linkage_quality` of a full run; the registry of the last one is attached as `former`, if any."""
    run_script(con, _TABLE)
    as_of = "(select max(coalesce(updated_at, first_seen_at)) from person)"
    for measure in MEASURES:
        _add(con, measure, con.execute(measure.query).fetchone(), as_of)
    churn, agreement = None, None
    if has_former:
        run_script(con, _COMPARED)
        churn, agreement = con.execute(_MOVED).fetchone(), con.execute(_AGREED).fetchone()
    _add(con, _KEY_CHURN, churn, as_of)
    _add(con, _AGREEMENT, agreement, as_of)


def amend_quality(con: duckdb.DuckDBPyConnection) -> None:
    """Make `linkage_quality` of an increment, and keep it in the registry that is being written."""
    run_script(con, _TABLE)
    con.execute(_STANDING, [sorted(_OF_INCREMENTS)])
    as_of = "(select as_of from registry.identity.linkage_run)"
    for measure in (*MEASURES, _KEY_CHURN):
        if measure.name in _INCREMENT:
            _add(con, measure, con.execute(_INCREMENT[measure.name]).fetchone(), as_of)
    con.execute("create or replace table registry.identity.linkage_quality as select * from linkage_quality")


def _add(
    con: duckdb.DuckDBPyConnection, measure: Measure, counted: tuple[float, float] | None, as_of: str
) -> None:
    numerator, denominator = counted or (0, 0)
    con.execute(
        _ROW.format(as_of=as_of),
        {
            "name": measure.name, "numerator": numerator or 0, "denominator": denominator or 0,
            "at_least": measure.at_least, "at_most": measure.at_most, "zh": measure.zh, "en": measure.en,
        },
    )  # fmt: skip
