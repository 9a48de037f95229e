"""Why pairs of reports of one matter were not joined."""

from __future__ import annotations

from pathlib import Path

import duckdb

_MISSED = """
with reports as (
    select links.report_key, links.group_key, links.event_key, truth.matter_id, links.network
    from conformed.int_event_links as links
    inner join read_parquet($truth) as truth using (network, stream, source_record_id)
    where links.is_live
),

sides as (select * from conformed.int_event_match_sides),

missed as (
    select
        one.report_key as one_key, other.report_key as other_key,
        one.group_key as one_group, other.group_key as other_group,
        one.network = other.network as is_one_platform
    from reports as one
    inner join reports as other on one.matter_id = other.matter_id and one.report_key < other.report_key
    where one.event_key != other.event_key
),

candidates as (
    select distinct
        least(asking_group, asked_group) as left_group, greatest(asking_group, asked_group) as right_group
    from conformed.int_event_match_pairs where standing = 'open'
),

judged as (
    select
        case
            when missed.is_one_platform then 'two reports of one platform'
            when matches.left_group is not null then 'waits for review: ' || case
                when matches.match_probability >= 0.5 then 'likely' else 'doubtful' end
            when candidates.left_group is not null then 'compared, unlikely: ' || case
                when one.x + other.x is null and one.grid_codes is null or other.grid_codes is null
                    then 'a place is missing'
                when one.event_type_code != other.event_type_code then 'types differ'
                else 'others are as likely'
            end
            when abs(one.happened_on - other.happened_on) > least(one.match_days, other.match_days)
                then 'more days apart than the type allows'
            when (one.hint = 'none' or one.is_settled) and (other.hint = 'none' or other.is_settled)
                then 'neither says that it was passed on' || case
                    when one.x + other.x is null then ', and a point is missing'
                    else ', and more than 60 m or 48 h apart, or types differ' end
            else 'not compared for another reason'
        end as reason
    from missed
    left join sides as one on missed.one_key = one.report_key
    left join sides as other on missed.other_key = other.report_key
    left join candidates
        on candidates.left_group = least(missed.one_group, missed.other_group)
        and candidates.right_group = greatest(missed.one_group, missed.other_group)
    left join conformed.int_event_matches as matches
        on matches.left_group = least(missed.one_group, missed.other_group)
        and matches.right_group = greatest(missed.one_group, missed.other_group)
)

select reason, count(*) from judged group by reason order by 2 desc
"""


def missed_pairs(database: Path, truth: Path) -> list[tuple[str, int]]:
    """Count the missed pairs of a build database by what kept them apart."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(_MISSED, {"truth": str(truth)}).fetchall()
