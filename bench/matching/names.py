"""Made-up names as arrays: surnames and given characters drawn like real ones, and the ways in
which a clerk spoils a name.

The look-alike pairs are typing errors listed for the benchmark alone, so that the matcher is not tested
on the data it was built from.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import opencc
from pypinyin import Style, lazy_pinyin

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海春梅荣生成永福林德金凤龙云飞宏斌辉鹏浩宇欣怡佳琪思雨子轩梓涵晨阳博俊豪天翔雪"
    "莲淑珍琴花香翠菊莉萍玲燕青山峰庆胜利民东升旭光学良清泉江河源广才振兴家宝贵富有余长寿安康乐喜双全世昌盛茂松柏竹楠桐枫荷菲薇蕾莹晶琳瑶璐珊瑞祥"
    "吉如意心慧颖雅婷倩洁纯真诚信义仁忠孝勤俭克立新正大中小少年卫保守护进取向前启迪开朗晓月星辰昊然睿哲彦承泽润沛涵沐霖露霜冰凌寒冬秋夏彤丹朱紫绿"
    "蓝黛墨维继绍传延续绪统绵亚美欧非洲际远航舟帆程途达通顺畅凯旋歌声韵律诗词书画琴棋礼乐射御数尚品格言行止举措施展望希冀盼瑾瑜璇玥琛琦瑛珂珍珠宝"
    "钰鑫铭锋锐钢铁银铜"
)
SYLLABLES = "阿依古丽买提木沙汗力热孜娜吐尔逊卡斯姆迪努尔艾合麦提巴图其格苏日娜扎西卓玛才让多杰央金仁青旦增罗布次仁拉姆"
LOOK_ALIKES = (
    "晴睛",
    "玮炜",
    "己已",
    "未末",
    "辰晨",
    "伟玮",
    "娟绢",
    "梅海",
    "明朋",
    "林琳",
    "淋霖",
    "青清",
    "清情",
    "洁沽",
    "诗持",
    "博搏",
    "睿璿",
    "浩洁",
    "宇字",
    "思恩",
    "杨扬",
    "桐铜",
    "柏拍",
    "珊册",
    "婷停",
    "倩靖",
    "莹萤",
    "蓉容",
    "佳住",
    "俊峻",
    "杰木",
    "磊品",
    "敏繁",
    "静净",
    "强弹",
    "军车",
    "勇男",
    "涛祷",
    "超起",
    "艳绝",
    "娜挪",
    "丽两",
    "芳芬",
    "春舂",
    "荣荥",
    "胜性",
    "东车",
    "升开",
    "旭旮",
    "良艮",
    "泉帛",
    "源原",
    "广厂",
    "才材",
    "振震",
    "贵贯",
    "余佘",
    "寿春",
    "安宴",
    "乐东",
    "双友",
    "全金",
    "世也",
    "昌冒",
    "盛成",
    "茂荗",
    "松讼",
    "竹竺",
    "楠献",
    "枫飒",
    "荷苛",
    "菲韭",
    "薇微",
    "蕾雷",
    "晶品",
    "瑶摇",
    "璐露",
    "瑞端",
    "祥详",
    "吉古",
    "意忆",
    "慧彗",
    "颖颍",
    "雅稚",
    "瑾谨",
    "瑜愉",
    "玥钥",
    "琛深",
    "琦崎",
    "珂坷",
    "钰玉",
    "铭名",
    "锋峰",
    "锐税",
    "辉挥",
    "鹏棚",
    "凤风",
    "龙尤",
    "云去",
    "飞气",
    "宏宠",
    "斌彬",
    "秀透",
    "霞暇",
    "刚钢",
    "桂佳",
    "英央",
    "华毕",
    "玉王",
    "兰三",
    "红江",
    "建健",
    "国园",
    "文丈",
    "志忘",
    "海每",
    "永水",
    "福幅",
    "德得",
    "生主",
    "成戊",
)


@cache
def _readings(characters: str) -> dict[str, int]:
    sounds = {c: (lazy_pinyin(c, style=Style.NORMAL, errors="ignore") or [c])[0] for c in characters}
    number = {s: i for i, s in enumerate(sorted(set(sounds.values())))}
    return {c: number[s] for c, s in sounds.items()}


@cache
def common_characters() -> str:
    """The 3755 common characters of GB 2312, level 1."""
    return "".join(
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    )


def zipf(size: int, power: float = 0.8) -> np.ndarray:
    weights = 1 / np.arange(1, size + 1) ** power
    return weights / weights.sum()


def characters(rng: np.random.Generator, pool: str, size: int, power: float = 0.6) -> np.ndarray:
    distinct = np.array(list(dict.fromkeys(pool)))
    return rng.choice(distinct, size, p=zipf(len(distinct), power))


def reading(chars: np.ndarray) -> np.ndarray:
    """A number per character, the same for homophones."""
    distinct, place = np.unique(chars, return_inverse=True)
    known = _readings("".join(dict.fromkeys(SURNAMES + GIVEN + common_characters())))
    return np.array([known.get(c, -1) for c in distinct.tolist()])[place]


@cache
def _partners(kind: str) -> dict[str, str]:
    """Characters that a clerk may write instead: homophones, look-alikes, the traditional form."""
    pool = dict.fromkeys(SURNAMES + GIVEN + SYLLABLES)
    if kind == "traditional":
        converter = opencc.OpenCC("s2t")
        return {c: t for c in pool if (t := converter.convert(c)) != c and len(t) == 1}
    if kind == "look_alike":
        found: dict[str, str] = {}
        for pair in LOOK_ALIKES:
            a, b = tuple(pair)
            found[a] = found.get(a, "") + b
            found[b] = found.get(b, "") + a
        return found
    known = _readings(common_characters())
    by_sound: dict[int, list[str]] = {}
    for c, sound in known.items():
        by_sound.setdefault(sound, []).append(c)
    traditional = _partners("traditional")
    return {
        c: "".join(o for o in by_sound[known[c]] if o not in (c, traditional.get(c)))[:40]
        for c in pool
        if c in known and len(by_sound[known[c]]) > 1
    }


def spoilt(rng: np.random.Generator, names: np.ndarray, kind: str) -> np.ndarray:
    """Each name with one character written otherwise (kind: traditional, homophone, look_alike, unknown, other);
    unchanged where that cannot be."""
    codes = np.array(names, dtype="U").view(np.uint32).reshape(len(names), -1)
    texts = codes.view("U1").reshape(codes.shape)
    length = (codes != 0).sum(axis=1)
    if kind == "unknown":
        options = {c: "?□〓＊\ue5e5" for c in np.unique(texts).tolist() if c and c != "·"}
    elif kind == "other":
        pool = common_characters()
        options = {c: pool for c in np.unique(texts).tolist() if c and c != "·"}
    else:
        options = _partners(kind)
    distinct, place = np.unique(texts, return_inverse=True)
    place = place.reshape(texts.shape)
    counts = np.array([len(options.get(c, "")) for c in distinct.tolist()])[place]
    counts[:, 0] = np.where(
        length > 1, 0 if kind in ("look_alike", "other") else counts[:, 0], 0
    )  # the surname is seldom wrong
    chance = rng.random(counts.shape) * (counts > 0)
    where = chance.argmax(axis=1)
    rows = np.arange(len(names))
    able = counts[rows, where] > 0
    pick = (rng.random(len(names)) * counts[rows, where]).astype(int)
    table = np.array([options.get(c, "").ljust(1) for c in distinct.tolist()])
    new = np.array(
        [t[i] if i < len(t) else " " for t, i in zip(table[place[rows, where]].tolist(), pick.tolist(), strict=True)]
    )
    out = texts.copy()
    out[rows[able], where[able]] = new[able]
    joined = np.ascontiguousarray(out).view(f"U{out.shape[1]}").reshape(-1)
    return np.where(able, joined, names)
