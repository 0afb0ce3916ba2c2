"""Names of people, as they are given in Ji'an: surnames by frequency, given names by sex and decade."""

import numpy as np
from numpy.typing import NDArray

from guildhall.demo.dice import Dice, draw

SURNAMES = (
    "刘72 黄44 王43 李41 陈39 张38 罗36 肖36 曾34 胡30 彭30 周29 郭28 欧阳22 谢20 吴19 杨18 邓17 朱16 徐15 康14 郑13 "
    "赖13 钟13 蒋12 邹12 尹11 林11 孙10 熊10 龙10 袁10 贺10 唐9 江9 匡8 梁8 廖8 宋8 严8 万7 曹7 何7 高7 戴7 毛7 赵7 "
    "叶6 龚6 余6 夏6 陶6 左6 涂5 许5 魏5 沈5 颜5 旷5 易5 阮4 施4 温4 古4 汤4 吕4 卢4 丁4 蔡4 董3 韩3 冯3 程3 苏3 田3 范3 "
    "方3 石3 姚3 汪3 付3 孔3 文6 解2 单1 仇1 查1 区1 上官1 司马1 诸葛1 翟1 缪1 晏2 饶2 艾2 聂3 习2 娄2 宁2 柳2"
)
MINORITY_SURNAMES = "蓝34 雷36 钟30"
# Given names by sex and birth: until 1964, until 1979, after; the first and the second character.
GIVEN = {
    ("1", 0): ("建 国 志 文 玉 德 明 水 光 金 世 启 春 福 华 永 忠 和 家 庆", "生 华 明 平 根 发 林 祥 国 民 荣 清 德 忠 仁 才 义 山 龙 保"),
    ("1", 1): ("志 小 建 海 晓 文 国 永 新 卫 军 红 立 春 学 玉 光 云 爱 金", "强 军 勇 平 明 华 辉 林 峰 斌 伟 东 兵 文 波 生 清 刚 良 飞"),
    ("1", 2): ("俊 志 子 嘉 宇 浩 文 晓 建 鹏 明 家 思 伟 海 天 泽 振 小 凯", "杰 豪 文 鹏 超 涛 辉 伟 斌 翔 宇 龙 轩 磊 亮 明 俊 凯 飞 峰"),
    ("2", 0): ("秀 玉 桂 春 金 凤 水 菊 冬 月 素 兰 莲 美 细 梅 香 翠 珍 福", "英 兰 珍 华 秀 莲 梅 香 凤 娥 玉 连 花 秀 云 姣 仔 女 妹 招"),
    ("2", 1): ("小 晓 丽 春 红 艳 海 爱 秋 美 雪 建 冬 文 菊 玉 慧 志 燕 国", "红 华 梅 英 兰 萍 芳 燕 霞 平 玲 丽 琴 珍 娟 花 敏 云 香 艳"),
    ("2", 2): ("小 晓 丽 雨 思 佳 婷 慧 文 梦 美 艳 雅 倩 欣 燕 海 晶 静 紫", "婷 燕 芳 娟 丽 萍 琴 玲 倩 静 雯 颖 敏 媛 洁 莹 霞 怡 琪 慧"),
}  # fmt: skip
RARE = "喆 堃 赟 犇 淼 垚 𠮷 㛃 䶮 翀 旸 珺 祎 彧 昶"
LONG_NAMES = (
    "阿不都热依木·买买提", "古丽巴哈尔·艾力", "艾尔肯·吐尔逊", "阿依古丽·肉孜", "麦麦提·图尔荪", "次仁·多吉", "卓玛·央金", "巴图·孟和",
)  # fmt: skip
LONG_NAME_PEOPLES = ("05", "05", "05", "05", "05", "04", "04", "02")
DECADES = np.array(["1965-01-01", "1980-01-01"], dtype="datetime64[D]")
HAN, SHE = "01", "22"


def surnames(text: str) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Surnames and their weights, of words such as 刘72."""
    pairs = [(word.rstrip("0123456789"), word) for word in text.split()]
    return (
        np.array([surname for surname, _ in pairs], dtype=object),
        np.array([float(word[len(surname) :]) for surname, word in pairs]),
    )


def people_names(rng: Dice, sex: NDArray[np.str_], born_on: NDArray[np.datetime64]) -> tuple[list[str], list[str]]:
    """A name and the code of a nationality for each person."""
    count = len(sex)
    is_she = rng.random_sample(count) < 0.008
    words, weights = surnames(SURNAMES)
    family = words[draw(rng, weights, count)]
    she_words, she_weights = surnames(MINORITY_SURNAMES)
    family[is_she] = she_words[draw(rng, she_weights, int(is_she.sum()))]
    names = family + _given(rng, sex, np.searchsorted(DECADES, born_on, side="right"))
    nationality = np.where(is_she, SHE, HAN).astype(object)
    has_long = np.flatnonzero(rng.random_sample(count) < 0.0002)
    which = rng.randint(len(LONG_NAMES), size=len(has_long))
    names[has_long] = np.array(LONG_NAMES, dtype=object)[which]
    nationality[has_long] = np.array(LONG_NAME_PEOPLES, dtype=object)[which]
    return names.tolist(), nationality.tolist()


def _given(rng: Dice, sex: NDArray[np.str_], decade: NDArray[np.int64]) -> NDArray[np.object_]:
    count = len(sex)
    first_at, second_at = rng.randint(20, size=count), rng.randint(20, size=count)
    is_short = rng.random_sample(count) < np.array([0.08, 0.2, 0.26])[decade]
    is_rare = rng.random_sample(count) < 0.002
    given = np.empty(count, dtype=object)
    for (of_sex, of_decade), (first, second) in GIVEN.items():
        here = np.flatnonzero((sex == of_sex) & (decade == of_decade))
        opening = np.array(first.split(), dtype=object)[first_at[here]]
        opening[is_short[here]] = ""
        given[here] = opening + np.array(second.split(), dtype=object)[second_at[here]]
    rare = np.array(RARE.split(), dtype=object)
    given[is_rare] = rare[rng.randint(len(rare), size=int(is_rare.sum()))]
    return given
