select
    month,
    event_type_code,
    origin_network,
    sum(reported) as reported,
    sum(closed) as closed,
    sum(overdue) as overdue,
    {{ duowang.rate('sum(closed)', 'sum(reported)') }} as closure_rate
from hub.marts.mart_event_closure
group by month, event_type_code, origin_network
order by month, event_type_code, origin_network
