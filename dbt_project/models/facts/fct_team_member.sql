select
    {{ surrogate_key(["'zongzhi'", "'team'", 'members.source_record_id']) }} as member_key,
    members.class,
    divisions.division_code
from {{ ref('stg_zongzhi__team_members') }} as members
left join {{ ref('dim_division') }} as divisions
    on members.division_code = divisions.division_code
where not members.is_deleted and not members.is_test
