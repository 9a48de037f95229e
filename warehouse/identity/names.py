"""Names: cleaned once per distinct text, split into characters and sounds.

A character lost on the way (`?`, `□`) becomes `?` and fits any character. A form of address is cut
off: `王先生` leaves the surname `王` alone.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.identity.pinyin import sounds_of

DOUBLE_SURNAMES = [
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "闾丘",
    "子车",
    "亓官",
    "司寇",
    "巫马",
    "公西",
    "颛孙",
    "壤驷",
    "公良",
    "漆雕",
    "乐正",
    "宰父",
    "谷梁",
    "拓跋",
    "夹谷",
    "轩辕",
    "令狐",
    "段干",
    "百里",
    "呼延",
    "东郭",
    "南门",
    "羊舌",
    "微生",
    "梁丘",
    "左丘",
    "东门",
    "西门",
    "南荣",
    "第五",
    "那拉",
    "叶赫",
    "佟佳",
    "富察",
    "钮祜",
]

_CLEAN = """
create or replace temp macro name_folded(t) as
    upper(regexp_replace(
        translate(t, '？□■◻◼▢▯�＊*〓○●Ａ', '?????????????A'),
        '\\(.*?\\)|（.*?）|[\\s　 ·•・．.。,，、_\\-0-9]', '', 'g'));
create or replace temp macro name_without_address(t) as
    regexp_replace(t, '(先生|女士|小姐|同志|师傅|大爷|大妈|大娘|阿姨)$', '');
create or replace temp macro name_clean(t) as
    case
        when t in ('', '无', '不详', '未知', '匿名', '无名', '无名氏', '空', '暂无', '未登记', 'NULL', 'NONE')
            or replace(t, '?', '') = '' then null
        else regexp_replace(name_without_address(t), '(.)某', '\\1?', 'g')
    end;
"""

_DISTINCT = """
create or replace temp table name_text as
select name_text as text, name_clean(name_folded(name_text)) as name
from (select distinct name_text from person where name_text is not null);
"""

_SPLIT = """
create or replace temp table name as
with measured as (
    select
        name, sound, string_split(sound, ' ') as sounds, length(name)::utinyint as size,
        case when length(name) > 2 and list_contains(?, name[1:2]) then 2 else 1 end::utinyint as surname_size
    from spelled
)
select
    row_number() over (order by name)::integer as name_id,
    name, sound, size, surname_size, name[1:surname_size] as surname,
    contains(name, '?') as has_gap,
    unicode(name[1]) as c1, unicode(name[2]) as c2, unicode(name[3]) as c3, unicode(name[4]) as c4,
    case when size > 4 then name_hash(name[5:]) else 0 end as c5,
    name_hash(sounds[1]) as s1, name_hash(sounds[2]) as s2,
    name_hash(sounds[3]) as s3, name_hash(sounds[4]) as s4
from measured
order by name;
"""

_COMPARE = """
create or replace temp macro name_hash(t) as (hash(t) % 2147483647)::integer;
create or replace temp macro name_place_fits(ca, cb, sa, sb) as
    ca = cb or sa = sb or ca = 63 or cb = 63;
create or replace temp macro name_misfits(a, b) as
    (not name_place_fits(a.c1, b.c1, a.s1, b.s1))::utinyint
    + (not name_place_fits(a.c2, b.c2, a.s2, b.s2))::utinyint
    + (not name_place_fits(a.c3, b.c3, a.s3, b.s3))::utinyint
    + (not name_place_fits(a.c4, b.c4, a.s4, b.s4))::utinyint + (a.c5 <> b.c5)::utinyint;
create or replace temp macro name_relation(a, b) as
    case
        when a.name_id = b.name_id then case when a.has_gap then 'gap' else 'same' end
        when a.name_id is null or b.name_id is null then 'missing'
        when a.size <> b.size then 'other'
        when a.sound = b.sound then 'sound'
        when name_misfits(a, b) = 0 then case when a.has_gap or b.has_gap then 'gap' else 'sound' end
        when name_misfits(a, b) = 1 and a.size > 1 and a.surname = b.surname then 'near'
        else 'other'
    end;
"""


def build_names(con: duckdb.DuckDBPyConnection) -> None:
    """Make `name` (one row per distinct cleaned name) and `name_text` (raw text → name).

    Reads `person.name_text`. `name.sound` spells the name in toneless pinyin.
    """
    con.execute(_CLEAN)
    con.execute(_COMPARE)
    con.execute(_DISTINCT)
    found = con.execute("select distinct name from name_text where name is not null order by name")
    names = [str(name) for name in found.to_arrow_table()["name"].to_pylist()]
    spelled = pa.table(
        {"name": pa.array(names, pa.string()), "sound": pa.array(sounds_of(names), pa.string())}
    )
    con.register("spelled", spelled)
    con.execute(_SPLIT, [DOUBLE_SURNAMES])
    con.unregister("spelled")
