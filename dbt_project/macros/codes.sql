{#- Codes of the platforms are read through the seed code_map: a code without a row there is 'unmapped'. -#}

{#- The join condition between a source's code and the rows `map` of the seed code_map. Leading zeros do not
    matter: the platforms send 1, "1" and "01" for the same thing. -#}
{% macro code_matches(map, network, code_set, expression) -%}
    {{ map }}.network = '{{ network }}'
    and {{ map }}.code_set = '{{ code_set }}'
    and {{ map }}.code = {{ duowang.code_key(expression) }}
{%- endmacro %}

{#- A code as code_map holds it: clean and without leading zeros. -#}
{% macro code_key(expression) -%}
    {{ return(adapter.dispatch('code_key', 'duowang')(expression)) }}
{%- endmacro %}

{% macro default__code_key(expression) -%}
    {{ duowang.replace_once(duowang.clean_code(expression), "'^0+(\\d)'", "'\\1'") }}
{%- endmacro %}

{#- The mapped value; 'unmapped' for a code that the seed lacks, null for no code. -#}
{% macro code_value(map, expression) -%}
    case when {{ duowang.clean_code(expression) }} is not null then coalesce({{ map }}.value, 'unmapped') end
{%- endmacro %}
