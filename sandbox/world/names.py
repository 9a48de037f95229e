"""Names of generated people, with the ways in which clerks miswrite them."""

from itertools import accumulate
from random import Random

_SURNAMES = (
    "王9 李8.5 张8 刘7 陈3 杨3.4 赵4.2 孙3.2 于2.6 高2 徐1.9 姜1.5 马1.6 朱1.3 郭1.4 林1 何0.9 "
    "宋1.3 韩1.2 冯0.8 吴1.3 周1.2 曹0.8 董0.8 田0.7 丁0.6 任0.6 崔0.9 曲0.5 邱0.3 肖0.4 闫0.5 "
    "付0.5 萧0.1 阎0.1 傅0.2 孟0.5 迟0.3 佟0.6 关0.8 那0.3 赫0.2 富0.2 郎0.2 舒0.15 康0.3 石0.4 "
    "白0.4 金0.6 朴0.4 全0.15 安0.2 吕0.4 潘0.3 蔡0.3 谢0.3 许0.4 沈0.3 唐0.4 邹0.3 史0.3 尹0.3 "
    "姚0.3 汪0.3 范0.3 程0.3 卢0.3 魏0.4 薛0.3 夏0.2 侯0.3 贾0.3 欧阳0.05 司徒0.03 爱新觉罗0.01 "
    "乜0.03 亓0.03 昝0.02 "
)
_MALE = "伟强军勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帆旭宁龙海庆国文志建成永德福贵春林生峰岩山云星"
_FEMALE = "芳娜敏静丽艳娟霞秀燕玲桂英红梅兰凤洁莹雪琳晶欣颖慧婷雨佳倩思怡萍云华淑珍玉香春琴荣波清"
_YOUNG = "梓涵子轩浩然欣怡雨桐宇航诗琪一诺博文俊熙语嫣晨曦若汐嘉懿沐宸可馨奕辰"
_RARE = "堃喆祎垚犇淼婳翀䶮昪璟頔珺赟彧甯㛃"
_VARIANTS = dict(
    zip(
        "闫阎肖萧付傅于邱峰华国军龙云晓荣红丽凤兰志岩珍梅",
        "阎闫萧肖傅付於丘峯華國軍龍雲曉榮紅麗鳳蘭誌巖珎槑",
        strict=True,
    )
)
_HOMOPHONES = (
    "伟玮炜 强蔷 军君均 勇永咏 杰洁捷 涛焘 明铭鸣 刚钢 平萍苹 辉晖慧 鹏朋 飞菲霏 波博 斌彬宾 "
    "宇雨羽 浩皓昊 健建剑 俊峻骏 旭绪 宁凝 庆青清 国帼 文雯纹 志智致 成诚程 德得 福富 春椿 "
    "林琳临霖 生声升 峰锋丰 山珊 星兴欣馨 芳方 娜纳 敏闵 静婧靖敬 丽莉立 艳燕彦 娟鹃 霞侠 秀绣 "
    "玲铃灵 桂贵 英瑛颖莹 红虹宏洪 梅玫 兰岚 凤奉 雪学 晶京 佳家嘉 思司 怡宜 珍真贞 玉钰育 香湘 "
    "荣容蓉 张章 徐许 程成 吕律 沈审 董懂 "
)


def _weighted(table: str) -> tuple[list[str], list[float]]:
    pairs = [(entry.rstrip("0123456789."), entry) for entry in table.split()]
    weights = [float(entry[len(name) :]) for name, entry in pairs]
    return [name for name, _ in pairs], list(accumulate(weights))


def _groups(groups: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups.split():
        for character in group:
            others = group.replace(character, "")
            if others:
                found[character] = found.get(character, "") + others
    return found


_FAMILY, _FAMILY_WEIGHTS = _weighted(_SURNAMES)
_SOUNDS = _groups(_HOMOPHONES)
_SCARCE = frozenset(_RARE)


def surname(rnd: Random) -> str:
    """Draw a family name as common as it is in the north-east."""
    return rnd.choices(_FAMILY, cum_weights=_FAMILY_WEIGHTS)[0]


def given(rnd: Random, *, female: bool, year: int) -> str:
    """Draw a given name of one or two characters in the fashion of a birth year."""
    pool = _YOUNG if year >= 2005 else _FEMALE if female else _MALE
    if rnd.random() < 0.006:
        return rnd.choice(_RARE) + (rnd.choice(pool) if rnd.random() < 0.4 else "")
    if rnd.random() < (0.25 if year >= 1975 else 0.12):
        return rnd.choice(pool)
    return rnd.choice(pool) + rnd.choice(pool)


def twin_given(name: str, rnd: Random, *, female: bool) -> str:
    """Return a given name that differs from a twin's in its last character only."""
    pool = _FEMALE if female else _MALE
    other = rnd.choice(pool)
    while other == name[-1]:
        other = rnd.choice(pool)
    return (name[0] if len(name) > 1 else "") + other


def homophone(name: str, rnd: Random) -> str:
    """Return the name with one character written as another of the same sound, if one is known."""
    places = [i for i, character in enumerate(name) if character in _SOUNDS]
    if not places:
        return name
    place = rnd.choice(places)
    return name[:place] + rnd.choice(_SOUNDS[name[place]]) + name[place + 1 :]


def variant(name: str) -> str:
    """Return the name with its first character that has another form written in that form."""
    for place, character in enumerate(name):
        if character in _VARIANTS:
            return name[:place] + _VARIANTS[character] + name[place + 1 :]
    return name


def lost(name: str, rnd: Random) -> str:
    """Return the name with its rare characters lost as `?` or `□`."""
    mark = rnd.choice("?□")
    return "".join(mark if character in _SCARCE else character for character in name)


def has_rare(name: str) -> bool:
    """Tell whether a character of the name is missing from old fonts."""
    return not _SCARCE.isdisjoint(name)
