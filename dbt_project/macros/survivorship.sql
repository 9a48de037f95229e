{#- Whose word counts first where platforms differ: the population register, then the community's, then the
    village's, then a reporter's own. Other networks come last. -#}
{% macro network_rank(network) -%}
    {{ return(adapter.dispatch('network_rank', 'duowang')(network)) }}
{%- endmacro %}

{% macro default__network_rank(network) -%}
    case {{ network }} when 'zongzhi' then 1 when 'shequ' then 2 when 'xiangcun' then 3 when 'chengguan' then 4 else 5 end
{%- endmacro %}

{#- Age band of a birth year at a date. -#}
{% macro age_band(birth_year, day) -%}
    {%- set age = '(year(' ~ day ~ ') - ' ~ birth_year ~ ')' -%}
    case
        when {{ birth_year }} is null then 'unknown'
        when {{ age }} < 7 then '0-6'
        when {{ age }} < 18 then '7-17'
        when {{ age }} < 36 then '18-35'
        when {{ age }} < 60 then '36-59'
        when {{ age }} < 80 then '60-79'
        else '80+'
    end
{%- endmacro %}

{#- True while a term of office runs: from its first day until the day before its end; open ends are open. -#}
{% macro is_in_term(terms, day) -%}
    (
        coalesce({{ terms }}.valid_from <= {{ day }}, true)
        and coalesce({{ terms }}.valid_to > {{ day }}, true)
    )
{%- endmacro %}
