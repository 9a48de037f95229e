-- A record dated after its own pull comes from a fast clock and says nothing about freshness; a full file
-- tells the whole of its day.
with newest_records as (
    {% for stream in hub_streams() %}
    select
        '{{ stream.network }}' as network,
        '{{ stream.stream }}' as stream,
        {% if stream.is_snapshot -%}
        max(_window_to) - interval 1 second as newest_record_at
        {%- else -%}
        max(_updated_at) filter (where _updated_at <= _pulled_at and not _is_tombstone) as newest_record_at
        {%- endif %}
    from {{ landed_rows(source(stream.network, stream.table)) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

newest_pulls as (
    select
        network,
        stream,
        max(cast(pulled_at as {{ type_instant() }})) as pulled_at
    from {{ source('landing', 'manifest') }}
    group by network, stream
),

freshness as (
    select
        newest_records.network,
        newest_records.stream,
        newest_records.newest_record_at,
        newest_pulls.pulled_at,
        {{ minutes_between('newest_records.newest_record_at', 'newest_pulls.pulled_at') }} as lag_minutes,
        outcomes.is_failed,
        outcomes.failed_since,
        outcomes.reason,
        max(newest_pulls.pulled_at) over () as newest_pull_at
    from newest_records
    left join newest_pulls
        on
            newest_records.network = newest_pulls.network
            and newest_records.stream = newest_pulls.stream
    left join {{ pull_outcomes() }} as outcomes
        on newest_records.network = outcomes.network
)

-- A stream is stale when its network's last pull failed, or when the others were pulled long after it: what is
-- shown is then its last good state, of pulled_at.
select
    network,
    stream,
    newest_record_at,
    pulled_at,
    lag_minutes,
    coalesce(is_failed, false) or coalesce(pulled_at < newest_pull_at - interval 36 hour, false) as is_stale,
    case
        when coalesce(is_failed, false) then failed_since
        when pulled_at < newest_pull_at - interval 36 hour then pulled_at
    end as stale_since,
    case when coalesce(is_failed, false) then reason end as stale_reason
from freshness
where network in (select networks.network from {{ ref('dim_network') }} as networks)
