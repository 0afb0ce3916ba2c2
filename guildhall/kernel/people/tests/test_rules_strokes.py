import random

from guildhall.kernel.people.rules.strokes import LONGEST, name_strokes, names_strokes

# The surnames of a party congress's committee in the order in which its roll was printed 按姓氏笔画为序.
SURNAMES = (
    "丁于万马王支尤车尹巴艾石布卢叶田白吉毕曲朱刘齐安许阮孙杜李杨肖吴邱何应冷汪沈怀宋张陆陈努苗苟范林尚金周郑孟赵郝"
    "胡咸钟信侯娄洛骆秦袁聂栗钱铁倪徐高郭唐黄曹龚盛雪鄂鹿谌彭蒋韩傅谢楼蔡雒黎潘穆魏"
)
# Names of one surname as such rolls print them: one character given before two, then by the second character.
ROLLS = (
    "王宁 王军 王勇 王晨 王毅 王小洪 王玉普 王正伟 王东明 王尔乘 王志民 王志刚 王国生 王建军 王建武 王晓东 王家胜",
    "李屹 李斌 李强 李干杰 李小鹏 李玉赋 李传广 李纪恒 李作成 李国英 李桥铭 李晓红 李锦斌",
    "刘奇 刘雷 刘鹤 刘士余 刘万龙 刘奇葆 刘国中 刘国治 刘金国 刘结一 刘振立 刘家义 刘粤军",
    "尤权 车俊 尹力 巴音朝鲁 巴特尔 艾力更·依明巴海 石泰峰",
)


def shuffled(names):
    return random.Random(2012).sample(names, len(names))  # noqa: S311 - an order, not a secret


def test_surnames_stand_as_on_printed_rolls():
    assert "".join(sorted(shuffled(list(SURNAMES)), key=name_strokes)) == SURNAMES


def test_names_of_one_surname_stand_as_on_printed_rolls():
    for roll in map(str.split, ROLLS):
        assert sorted(shuffled(roll), key=name_strokes) == roll


def test_a_compound_surname_follows_its_first_character_alone():
    assert sorted(["欧阳婷", "欧阳一", "欧一", "欧小阳", "欧阳小红"], key=name_strokes) == [
        "欧一", "欧小阳", "欧阳一", "欧阳婷", "欧阳小红"
    ]  # fmt: skip


def test_the_longest_name_fits_its_column_and_none_has_a_key_without_surprise():
    assert len(name_strokes("龙" * 60)) < LONGEST
    assert names_strokes([]) == []
    assert name_strokes("") == "10"
