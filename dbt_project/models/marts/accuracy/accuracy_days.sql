-- A batch that goes back behind what was read before begins another pull, and so does every full file. What a pull
-- showed reaches to the newest update that it or a former one brought, a full file to the end of its day.
with batches as (
    select
        network,
        stream,
        batch_id,
        kind,
        cast(pulled_at as {{ type_instant() }}) as pulled_at,
        cast(window_from as {{ type_instant() }}) as window_from,
        cast(window_to as {{ type_instant() }}) as window_to,
        case
            when kind = 'snapshot' then cast(window_to as {{ type_instant() }}) - interval 1 second
            else cast(watermark as {{ type_instant() }})
        end as reached_at
    from {{ source('landing', 'manifest') }}
    where kind <> 'reconcile'
),

begun_pulls as (
    select
        *,
        kind = 'snapshot' or coalesce(window_from < max(window_to) over (
            partition by network, stream order by pulled_at, window_from nulls last, batch_id
            rows between unbounded preceding and 1 preceding
        ), true) as is_first_of_pull
    from batches
),

numbered_pulls as (
    select
        *,
        count(case when is_first_of_pull then 1 end) over (
            partition by network, stream order by pulled_at, window_from nulls last, batch_id
        ) as pull_no
    from begun_pulls
),

pulls as (
    select
        network,
        stream,
        pull_no,
        max(max(reached_at)) over (partition by network, stream order by pull_no) as reached_at
    from numbered_pulls
    group by network, stream, pull_no
)

select distinct
    pulls.network,
    pulls.stream,
    {{ local_date('pulls.reached_at') }} as day
from pulls
cross join {{ ref('int_as_of') }} as moment
where {{ local_date('pulls.reached_at') }} < moment.as_of_date
