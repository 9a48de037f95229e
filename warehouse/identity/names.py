"""Names: cleaned once per distinct text, split into characters and sounds, compared by levels.

A character lost on the way (`?`, `□`) becomes `?` and fits any character. Spaces, points, digits and stray
letters beside Chinese characters go. A form of address is cut off: `王先生` leaves the surname `王` alone.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.identity.pinyin import sounds_of
from warehouse.identity.script import run_script

DOUBLE_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 "
    "皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 "
    "子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 第五 那拉 叶赫 佟佳 "
    "富察 "
)

LEVELS = ("same", "sound", "gap", "near", "surname", "other", "missing")
"""How two names agree, the best first.

sound: a homophone or a variant character; gap: fits but for a lost character; near: one of three or more
characters differs under one surname; surname: one side has nothing but the surname.
"""

GAP_CODE = ord("?")
"""How a lost character is written in c1 to c4; it fits any."""

_CLEAN = """
create or replace temp macro name_folded(t) as
    upper(regexp_replace(
        translate(t, '？□■◻◼▢▯�＊*〓○●', '?????????????'),
        '\\(.*?\\)|（.*?）|[\\s　\u00a0·•・．.。,，、_\\-0-9]', '', 'g'));
create or replace temp macro name_without_letters(t) as
    case when regexp_matches(t, '\\p{Han}') then regexp_replace(t, '[A-ZＡ-Ｚａ-ｚ]', '', 'g') else t end;
create or replace temp macro name_without_title(t) as
    regexp_replace(t, '(先生|女士|小姐|同志|师傅|大爷|大妈|大娘|阿姨)$', '');
create or replace temp macro name_clean(t) as
    case
        when t in ('', '无', '不详', '未知', '匿名', '无名', '无名氏', '空', '暂无', '未登记', 'NULL', 'NONE')
            or replace(t, '?', '') = '' then null
        else name_without_title(t)[1:1] || replace(name_without_title(t)[2:], '某', '?')
    end;
create or replace temp macro name_hash(t) as (hash(t) % 2147483647)::integer;
"""

_DISTINCT = """
create or replace temp table name_text as
select text, nullif(name_clean(folded), '') as name
from (
    select text, name_without_letters(name_folded(text)) as folded
    from (select distinct name_text as text from person where name_text is not null)
);
"""

_SPLIT = """
create or replace temp table name as
with measured as (
    select
        name, sound, string_split(sound, ' ') as sounds, length(name)::utinyint as size,
        case when length(name) > 2 and contains($doubles, name[1:2]) then 2 else 1 end::utinyint
            as surname_size
    from spelled
)
select
    row_number() over (order by name)::integer as name_id,
    name, hash(sound) as sound_id, size as name_size, name[1:surname_size] as surname,
    name_hash(sounds[1] || case when surname_size = 2 then sounds[2] else '' end) as surname_sound,
    contains(name, '?') as has_gap,
    unicode(name[1]) as c1, unicode(name[2]) as c2, unicode(name[3]) as c3, unicode(name[4]) as c4,
    case when size > 4 then name_hash(name[5:]) else 0 end as c5,
    name_hash(sounds[1]) as s1, name_hash(sounds[2]) as s2,
    name_hash(sounds[3]) as s3, name_hash(sounds[4]) as s4
from measured
order by name;
"""


def level(a: str, b: str) -> str:
    """Build the SQL that gives the level (index into LEVELS) of two rows with the columns of `name`.

    Compares character by character: the string distances of DuckDB count bytes, three to a character.
    """
    misfits = " + ".join(_misfit(a, b, place) for place in (1, 2, 3, 4))
    fits = f"case when {a}.has_gap or {b}.has_gap then 2 else 1 end"
    return f"""case
        when {a}.name_id is null or {b}.name_id is null then 6
        when {a}.name_size = 1 or {b}.name_size = 1
            then case when {a}.surname_sound = {b}.surname_sound then 4 else 5 end
        when {a}.name_id = {b}.name_id then case when {a}.has_gap then 2 else 0 end
        when {a}.name_size <> {b}.name_size then 5
        when {a}.sound_id = {b}.sound_id then {fits}
        else case {misfits} + ({a}.c5 <> {b}.c5)::integer
            when 0 then {fits}
            when 1 then case when {a}.surname_sound = {b}.surname_sound
                and {a}.name_size > 2 and not {a}.has_gap and not {b}.has_gap then 3 else 5 end
            else 5 end
    end"""


def _misfit(a: str, b: str, place: int) -> str:
    ca, cb, sa, sb = f"{a}.c{place}", f"{b}.c{place}", f"{a}.s{place}", f"{b}.s{place}"
    return f"({ca} <> {cb} and {sa} <> {sb} and {ca} <> {GAP_CODE} and {cb} <> {GAP_CODE})::integer"


def build_names(con: duckdb.DuckDBPyConnection) -> None:
    """Make `name` (one row per distinct cleaned name) and `name_text` (raw text → name).

    Reads `person.name_text`. Sounds are toneless pinyin.
    """
    con.execute(_CLEAN)
    con.execute(_DISTINCT)
    found = con.execute("select distinct name from name_text where name is not null order by name")
    names = [str(name) for name in found.to_arrow_table()["name"].to_pylist()]
    spelled = pa.table(
        {"name": pa.array(names, pa.string()), "sound": pa.array(sounds_of(names), pa.string())}
    )
    con.register("spelled", spelled)
    con.execute(_SPLIT, {"doubles": DOUBLE_SURNAMES})
    con.unregister("spelled")


_NEW_NAMES = """
create or replace temp table new_name as
select n.name_id as local_id,
    coalesce(f.name_id, (select coalesce(max(name_id), 0) from {former})
        + row_number() over (partition by f.name_id is null order by n.name_id))::integer as name_id
from name as n
left join {former} as f on n.name = f.name;
create or replace temp table name as
select n.* replace (m.name_id as name_id) from name as n join new_name as m on n.name_id = m.local_id;
"""


def renumber_names(con: duckdb.DuckDBPyConnection, former: str) -> None:
    """Give names the numbers they have in a former table of names, and new ones numbers behind those.

    Makes `new_name` (local_id, name_id).
    """
    run_script(con, _NEW_NAMES.format(former=former))
