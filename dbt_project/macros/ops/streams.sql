{#- Every stream of the contracts with the staging model that reads it and how it is landed. -#}
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
    } -%}
    {%- set streams = [] -%}
    {%- for network, pairs in models.items() -%}
        {%- for stream, model in pairs -%}
            {%- do streams.append({
                'network': network,
                'stream': stream,
                'table': network ~ '__' ~ stream,
                'model': 'stg_' ~ network ~ '__' ~ model,
                'is_snapshot': network == 'xiangcun',
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(streams) }}
{%- endmacro %}
