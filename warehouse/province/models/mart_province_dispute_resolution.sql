select
    month,
    type,
    sum(found) as found,
    sum(dispatched) as dispatched,
    sum(resolved) as resolved,
    {{ duowang.rate('sum(resolved)', 'sum(found)') }} as resolution_rate
from hub.marts.mart_dispute_resolution
group by month, type
order by month, type
