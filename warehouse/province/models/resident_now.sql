-- Who lives where now: one row for each current resident of a county, with the key by which the province counts.
-- A resident whom the pass has not seen yet stands for a person of their own.
{%- for county in counties %}
{% if not loop.first %}union all {% endif -%}
select distinct
    {{ county.adcode | quoted }} as county_code,
    coalesce(crosswalk.province_resident_key, {{ county.adcode | quoted }} || '|' || resident.resident_key) as person_key
from {{ county.catalog }}.marts.dim_resident as resident
left join linkage.identity.province_crosswalk as crosswalk
    on crosswalk.county_code = {{ county.adcode | quoted }} and resident.resident_key = crosswalk.resident_key
where resident.is_current
{%- endfor %}
