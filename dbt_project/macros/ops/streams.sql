{#- Every stream of the contracts with the staging model that reads it and how it is landed. A third entry
    names the columns of int_event_reports_as_stated that the staging model gives as they are: its rows are
    reports of matters and need no model of their own. -#}
{% macro hub_streams() -%}
    {%- set models = {
        'zongzhi': [
            ('grid', 'grids'), ('population', 'population'), ('event', 'events'), ('step', 'steps'),
            ('dispute', 'disputes'), ('visit', 'visits'), ('whistle', 'whistles'), ('post', 'posts'),
            ('team', 'team_members'), ('dept', 'departments'),
        ],
        'chengguan': [
            ('cases', 'cases'), ('actions', 'actions'), ('components', 'components'),
            ('unitgrids', 'unit_grids'), ('depts', 'departments'),
        ],
        'shequ': [
            ('communities', 'communities'), ('service-centers', 'service_centres'), ('buildings', 'buildings'),
            ('households', 'households'), ('residents', 'residents'), ('tickets', 'tickets'),
            ('property-companies', 'property_companies'), ('volunteer-groups', 'volunteer_groups'),
            ('activities', 'activities'),
        ],
        'xiangcun': [
            ('行政村', 'villages'), ('屯', 'hamlets'), ('农户', 'households'), ('村民', 'villagers'),
            ('村务事件', 'village_events'), ('积分榜', 'points'), ('荣誉', 'honours'),
        ],
        'nanshan': [
            ('matters', 'matters', [
                'type_code', 'status_code', 'origin_code', 'reported_at', 'dispatched_at', 'handled_at',
                'closed_at', 'revisited_at', 'department_code', 'satisfaction', 'stated_grid_code',
                'matter_text', 'lng', 'lat', 'is_published',
            ]),
        ],
    } -%}
    {%- set streams = [] -%}
    {%- for network, entries in models.items() -%}
        {%- for entry in entries -%}
            {%- do streams.append({
                'network': network,
                'stream': entry[0],
                'table': network ~ '__' ~ entry[0],
                'model': 'stg_' ~ network ~ '__' ~ entry[1],
                'is_snapshot': network == 'xiangcun',
                'report_columns': entry[2] if entry | length > 2 else [],
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(streams) }}
{%- endmacro %}
