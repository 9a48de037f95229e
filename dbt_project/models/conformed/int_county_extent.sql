{{ config(tags=['pre_identity']) }}

with division_points as (
    select
        left(grid_code, 12) as division_code,
        centre_lng as lng,
        centre_lat as lat
    from {{ ref('int_grids') }}
    union all
    select
        division_code,
        lng,
        lat
    from {{ ref('stg_xiangcun__villages') }}
    where not is_deleted and not is_test
),

-- One point a division, so that a town with many grids does not outweigh the villages.
points as (
    select
        division_code,
        median(lng) as lng,
        median(lat) as lat
    from division_points
    where lng is not null and lat is not null
    group by division_code
),

fences as (
    select
        {{ quantile('lng', 0.25) }} - 3 * ({{ quantile('lng', 0.75) }} - {{ quantile('lng', 0.25) }}) as low_lng,
        {{ quantile('lng', 0.75) }} + 3 * ({{ quantile('lng', 0.75) }} - {{ quantile('lng', 0.25) }}) as high_lng,
        {{ quantile('lat', 0.25) }} - 3 * ({{ quantile('lat', 0.75) }} - {{ quantile('lat', 0.25) }}) as low_lat,
        {{ quantile('lat', 0.75) }} + 3 * ({{ quantile('lat', 0.75) }} - {{ quantile('lat', 0.25) }}) as high_lat
    from points
)

-- Without any known place the frame is China's. The margin covers a village's land around its point.
select
    coalesce(min(points.lng) - 0.1, 73) as min_lng,
    coalesce(max(points.lng) + 0.1, 136) as max_lng,
    coalesce(min(points.lat) - 0.1, 17) as min_lat,
    coalesce(max(points.lat) + 0.1, 54) as max_lat,
    count(points.division_code) as divisions
from fences
left join points
    on
        points.lng between fences.low_lng and fences.high_lng
        and points.lat between fences.low_lat and fences.high_lat
