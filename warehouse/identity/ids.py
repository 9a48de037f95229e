"""Citizen ids: what kind of text it is, repaired where that needs no guess, and the number inside.

A number is kept as its first 17 digits (BIGINT): the check character follows from them. Valid means
form, date and check character; the division prefix is not looked up, since historic codes are many.

Kinds:
    valid       18 characters that pass, after width, case, spaces and wrappers are repaired
    first       15 digits of the first generation, carried to 17 digits (nothing proves them)
    doubtful    passes, but has the shape of a number that lost its last digits on the way
    ruined      lost its last digits in a spreadsheet or a JSON number: only the first 14 are known
    masked      some digits hidden
    mistyped    about the right length, but date or check character are wrong
    placeholder the same digit all along, or a run such as 123456789
    none        nothing usable
"""

from __future__ import annotations

import duckdb

_TEXTS = """
create or replace temp macro id_folded(t) as
    regexp_replace(
        upper(translate(t, '０１２３４５６７８９ｘＸ×хХＥ．＋＊●○•·#＃',
                           '0123456789XXXXXE.+********')),
        '\\.0+$', '');
create or replace temp macro id_bare(t) as regexp_replace(t, '[^0-9X*E.+]', '', 'g');
create or replace temp macro id_is_scientific(t) as regexp_matches(t, '^[0-9](\\.[0-9]*)?E\\+?1[0-9]$');
create or replace temp macro id_hidden_marked(t) as
    translate(left(t, -1), 'X', '*')
    || case when regexp_matches(t, '[0-9]X$') then 'X' else translate(right(t, 1), 'X', '*') end;
create or replace temp macro id_is_filler(t) as
    substr(t, 7, 6) = '000000' or contains(t, '123456789')
    or case when substr(t, 7, 1) = substr(t, 8, 1) then length(replace(t, substr(t, 1, 1), '')) = 0
        else false end;
"""

_NUMBERS = """
create or replace temp macro id_check_value(n) as
    (12 - ((n // 10000000000000000 % 10) * 7 + (n // 1000000000000000 % 10) * 9
    + (n // 100000000000000 % 10) * 10 + (n // 10000000000000 % 10) * 5
    + (n // 1000000000000 % 10) * 8 + (n // 100000000000 % 10) * 4
    + (n // 10000000000 % 10) * 2 + (n // 1000000000 % 10) * 1
    + (n // 100000000 % 10) * 6 + (n // 10000000 % 10) * 3
    + (n // 1000000 % 10) * 7 + (n // 100000 % 10) * 9
    + (n // 10000 % 10) * 10 + (n // 1000 % 10) * 5
    + (n // 100 % 10) * 8 + (n // 10 % 10) * 4 + (n % 10) * 2) % 11) % 11;
create or replace temp macro id_check_character(n) as
    substr('0123456789X', (id_check_value(n) + 1)::integer, 1);
create or replace temp macro id_text(n) as lpad(n::varchar, 17, '0') || id_check_character(n);
create or replace temp macro date_holds(y, m, d) as
    y between 1880 and 2099 and m between 1 and 12 and d between 1 and 31
    and not (d = 31 and m in (4, 6, 9, 11))
    and not (m = 2 and (d > 29 or d = 29 and (y % 4 <> 0 or y % 100 = 0 and y % 400 <> 0)));
create or replace temp macro id_date_holds(n) as
    date_holds(n // 10000000 % 10000, n // 100000 % 100, n // 1000 % 100);
create or replace temp macro id_birth(n) as
    case when id_date_holds(n)
        then make_date(n // 10000000 % 10000, n // 100000 % 100, n // 1000 % 100) end;
create or replace temp macro id_sex(n) as case when n % 2 = 1 then 1 else 2 end;
"""

_TYPED = """
with folded as (
    select *, case when is_plain then id_text else id_bare(id_folded(id_text)) end as bare
    from (select *, regexp_full_match(id_text, '[0-9]{{17}}[0-9X]') as is_plain from {source})
),
cored as (
    select
        *,
        case when is_plain then false else coalesce(id_is_scientific(bare), false) end as is_scientific,
        case
            when is_plain or id_is_scientific(bare) then bare
            when regexp_matches(bare, 'X.*X') then regexp_replace(id_hidden_marked(bare), '[E.+]', '', 'g')
            else regexp_replace(bare, '[E.+]', '', 'g')
        end as core
    from folded
),
shaped as (
    select
        *,
        case
            when is_plain then '18'
            when coalesce(core, '') = '' then 'none'
            when is_scientific then 'ruined'
            when regexp_full_match(core, '[0-9]{{17}}[0-9X]') then '18'
            when regexp_full_match(core, '[0-9]{{15}}') then '15'
            when regexp_full_match(core, '[0-9X*]{{15}}|[0-9X*]{{18}}') and contains(core, '*')
                and regexp_matches(core, '[0-9]') then 'masked'
            when regexp_full_match(core, '[0-9]{{16,18}}[0-9X]') then 'mistyped'
            else 'none'
        end as shape
    from cored
),
numbered as (
    select
        *,
        case shape
            when '18' then substr(core, 1, 17)::bigint
            when '15' then (substr(core, 1, 6) || '19' || substr(core, 7, 9))::bigint
        end as number,
        shape in ('15', '18', 'mistyped') and id_is_filler(core) as is_filler,
        case when shape = '18' and right(core, 1) <> 'X' then
            case when right(core, 3) = '000' then 'sheet'
                when core::bigint % 32 = 0 or right(core, 2) = '00' then 'json' end
        end as loss
    from shaped
),
proved as (
    select
        *,
        id_date_holds(number) as date_holds,
        id_check_character(number) = right(core, 1) as check_holds
    from numbered
),
named as (
    select
        *, core = id_text as is_verbatim,
        case
            when is_filler then 'placeholder'
            when shape = '15' and date_holds then 'first'
            when shape = '15' then 'mistyped'
            when shape <> '18' then shape
            when loss = 'sheet' then 'ruined'
            when date_holds and check_holds and loss is null then 'valid'
            when date_holds and check_holds then 'doubtful'
            when date_holds and loss = 'json' then 'ruined'
            else 'mistyped'
        end as id_kind
    from proved
)
select
    * exclude (
        id_text, is_plain, bare, is_scientific, core, shape, number, is_filler, loss, date_holds, check_holds,
        is_verbatim),
    case when id_kind in ('valid', 'doubtful', 'first') then number end as id_number,
    case when id_kind in ('mistyped', 'masked', 'ruined') then core end as id_part,
    id_kind = 'valid' and is_verbatim as id_is_verbatim
from named
"""


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros of this module in a connection."""
    con.execute(_TEXTS)
    con.execute(_NUMBERS)


def typed_ids(source: str) -> str:
    """Build the query that types the ids of a relation (key, id_text).

    Gives (key, id_kind, id_number, id_part, id_is_verbatim): the number where one is whole, the repaired text
    where it is not; and what other columns the relation has. Each step names its result, because a macro
    within a macro within a macro takes longer to plan than a million rows take to run.
    """
    return _TYPED.format(source=source)
