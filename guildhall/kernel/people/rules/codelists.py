"""National code lists as they stand in registers: code to label, and a tolerant reading of what people write."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from guildhall.kernel.people.rules.identity import DOCUMENTS
from guildhall.kernel.people.rules.text import digits_as_typed

SEX = {"1": "男", "2": "女", "0": "未知", "9": "未说明"}
MARITAL = {
    "10": "未婚",
    "20": "已婚",
    "21": "初婚",
    "22": "再婚",
    "23": "复婚",
    "30": "丧偶",
    "40": "离婚",
    "90": "未说明",
}
POLITICAL = {
    "01": "中共党员",
    "02": "中共预备党员",
    "03": "共青团员",
    "04": "民革党员",
    "05": "民盟盟员",
    "06": "民建会员",
    "07": "民进会员",
    "08": "农工党党员",
    "09": "致公党党员",
    "10": "九三学社社员",
    "11": "台盟盟员",
    "12": "无党派人士",
    "13": "群众",
}
EDUCATION = {
    "10": "研究生",
    "11": "博士研究生毕业",
    "12": "博士研究生结业",
    "13": "博士研究生肄业",
    "14": "硕士研究生毕业",
    "15": "硕士研究生结业",
    "16": "硕士研究生肄业",
    "17": "研究生班毕业",
    "18": "研究生班结业",
    "19": "研究生班肄业",
    "20": "大学本科",
    "21": "大学本科毕业",
    "22": "大学本科结业",
    "23": "大学本科肄业",
    "30": "大学专科",
    "31": "大学专科毕业",
    "32": "大学专科结业",
    "33": "大学专科肄业",
    "40": "中等职业教育",
    "41": "中等专科毕业",
    "42": "中等专科结业",
    "43": "中等专科肄业",
    "44": "职业高中毕业",
    "45": "职业高中结业",
    "46": "职业高中肄业",
    "47": "技工学校毕业",
    "48": "技工学校结业",
    "49": "技工学校肄业",
    "60": "普通高中",
    "61": "普通高中毕业",
    "62": "普通高中结业",
    "63": "普通高中肄业",
    "70": "初中",
    "71": "初中毕业",
    "73": "初中肄业",
    "80": "小学",
    "81": "小学毕业",
    "83": "小学肄业",
    "90": "其他",
}
EMPLOYMENT = {
    "11": "国家公务员",
    "13": "专业技术人员",
    "17": "职员",
    "21": "企业管理人员",
    "24": "工人",
    "27": "农民",
    "31": "学生",
    "37": "现役军人",
    "51": "自由职业者",
    "54": "个体经营者",
    "70": "无业人员",
    "80": "退（离）休人员",
    "90": "其他",
}
# 户籍类型、技能等级与新就业形态没有通行的国家代码，以下为本系统编码。
HOUSEHOLD = {
    "10": "农业户口",
    "11": "本地农业户口",
    "12": "外地农业户口",
    "20": "非农业户口",
    "21": "本地非农业户口",
    "22": "外地非农业户口",
}
SKILL = {
    "00": "无等级",
    "10": "学徒工",
    "20": "初级工（五级）",
    "30": "中级工（四级）",
    "40": "高级工（三级）",
    "50": "技师（二级）",
    "60": "高级技师（一级）",
    "70": "特级技师",
    "80": "首席技师",
}
WORK_FORM = {
    "01": "货车司机",
    "02": "网约车司机",
    "03": "快递员",
    "04": "外卖配送员",
    "05": "代驾司机",
    "06": "网络主播",
    "07": "护工护理员",
    "08": "家政服务员",
    "09": "商场信息员",
    "10": "房产中介员",
    "11": "保安员",
    "99": "其他新就业形态",
}
PEOPLES_IN_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PEOPLES = PEOPLES_IN_ORDER.split()
NATIONALITY = {f"{place:02d}": f"{people}族" for place, people in enumerate(PEOPLES, start=1)} | {
    "97": "其他",
    "98": "外国血统中国籍人士",
}

# GB/T 4761: the tens tell the group; the finer codes are those in common use and may be confirmed with the province.
RELATION = {
    "02": "户主",
    "10": "配偶",
    "11": "夫",
    "12": "妻",
    "20": "子",
    "30": "女",
    "40": "孙子、孙女",
    "50": "父母",
    "51": "父亲",
    "52": "母亲",
    "57": "公婆",
    "58": "岳父母",
    "60": "祖父母",
    "70": "兄弟姐妹",
    "80": "其他亲属",
    "90": "非亲属",
}

CODE_LISTS: Mapping[str, Mapping[str, str]] = {
    "sex": SEX,
    "nationality": NATIONALITY,
    "education": EDUCATION,
    "political_status": POLITICAL,
    "employment": EMPLOYMENT,
    "household_type": HOUSEHOLD,
    "skill_level": SKILL,
    "marital": MARITAL,
    "relation": RELATION,
    "work_form": WORK_FORM,
    "document": DOCUMENTS,
}

# Code, then what people write for it besides its label.
VARIANTS = {
    "sex": {"1": "男性 男士 先生 M MALE", "2": "女性 女士 F FEMALE", "9": "未填"},
    "nationality": {
        **{f"{place:02d}": people for place, people in enumerate(PEOPLES, start=1)},
        "01": "汉 汉人 汗族",
        "05": "维吾尔 维族 维",
        "10": "朝鲜 朝",
        "17": "哈萨克 哈族",
        "97": "其它 其他民族 未识别民族",
    },
    "education": {
        "10": "研究生学历 研究生及以上 硕士及以上",
        "11": "博士 博士研究生 博士学历",
        "14": "硕士 硕士研究生 硕士学历",
        "17": "研究生班 在职研究生",
        "20": "本科 大学 大本 学士 本科学历 全日制本科 本科及以上 在职本科",
        "21": "本科毕业 大学毕业",
        "30": "专科 大专 高职 大专学历 专科学历 高职高专 大专及以上 大学大专",
        "31": "专科毕业 大专毕业",
        "40": "中职 中等职业学校 中专中技 中专技校",
        "41": "中专 中等专科 中等专业学校 中专学历",
        "44": "职高 职业高中 职中",
        "47": "技校 技工学校 中技 技工",
        "60": "高中 高中学历 高中及以下 高中中专",
        "61": "高中毕业",
        "70": "初级中学 初中学历 初中及以下",
        "80": "小学学历 小学及以下",
        "90": "其它 文盲 半文盲 文盲半文盲 无学历 无",
    },
    "political_status": {
        "01": "党员 共产党员 中国共产党党员 正式党员 中共正式党员",
        "02": "预备党员 中国共产党预备党员",
        "03": "团员 共产主义青年团员 中国共产主义青年团团员 共青团",
        "04": "民革 民革会员 中国国民党革命委员会会员",
        "05": "民盟 中国民主同盟盟员 民盟会员",
        "06": "民建 中国民主建国会会员",
        "07": "民进 中国民主促进会会员",
        "08": "农工党 农工民主党 中国农工民主党党员 农工",
        "09": "致公党 中国致公党党员 致公",
        "10": "九三 九三学社",
        "11": "台盟 台湾民主自治同盟盟员",
        "12": "无党派 无党派民主人士",
        "13": "一般群众 普通群众 普通公民 非党员 公民 无",
    },
    "employment": {
        "11": "公务员 机关干部",
        "13": "专业技术 技术人员 专技人员 教师 医生 工程师",
        "17": "办事员 文员 一般职员 行政人员",
        "21": "管理人员 企业管理 管理岗",
        "24": "职工 操作工 一线工人 普工 生产工人",
        "27": "务农 农民工",
        "31": "在校生",
        "37": "军人",
        "51": "自由职业 灵活就业 灵活就业人员",
        "54": "个体 个体户 个体工商户 个体经营",
        "70": "无业 失业 待业 失业人员 下岗",
        "80": "退休 离休 离退休 退休人员 离退休人员 退离休人员",
        "90": "其它",
    },
    "household_type": {
        "10": "农业 农村 农业户籍 农村户口 农村户籍 农户",
        "11": "本地农业 本地农村 本市农业 本地农业户籍 本地农村户口",
        "12": "外地农业 外地农村 外省农业 外地农业户籍 外地农村户口",
        "20": "非农业 非农 城镇 城镇户口 城镇户籍 居民 居民户口 城市 非农业户籍 非农户口 城市户口",
        "21": "本地非农业 本地非农 本地城镇 本市非农业 本地城镇户口 本地居民",
        "22": "外地非农业 外地非农 外地城镇 外省非农业 外地城镇户口 外地居民",
    },
    "skill_level": {
        "00": "无 无职业技能等级 无技能等级 未评级 没有 普工",
        "10": "学徒",
        "20": "初级工 初级 五级 五级工 五级/初级工 国家职业资格五级 初级技工",
        "30": "中级工 中级 四级 四级工 四级/中级工 国家职业资格四级 中级技工",
        "40": "高级工 高级 三级 三级工 三级/高级工 国家职业资格三级 高级技工",
        "50": "技师 二级 二级/技师 国家职业资格二级",
        "60": "高级技师 一级 一级/高级技师 国家职业资格一级",
    },
    "document": {
        "01": "身份证 二代身份证 第二代身份证 二代证 居民身份证号 公民身份证",
        "02": "港澳居住证 港澳居民居住证件",
        "03": "台湾居住证 台湾居民居住证件",
        "04": "港澳通行证 回乡证 港澳居民通行证 港澳居民来往内地通行证件",
        "05": "台湾通行证 台胞证 台湾居民通行证",
        "06": "永久居留证 外国人永居证 永居证 外国人永久居留证 五星卡",
        "07": "中国护照 外国护照 因私护照",
        "08": "军官证 士兵证 军官证/士兵证 军人证 士官证",
        "99": "其它 其他证件 其它证件",
    },
    "work_form": {
        "01": "卡车司机 货运司机 货车",
        "02": "网约车 网约车驾驶员 滴滴司机",
        "03": "快递 快递小哥 快递从业人员",
        "04": "外卖 外卖员 外卖骑手 骑手 网约送餐员 网约配送员 外卖送餐员",
        "05": "代驾 代驾员",
        "06": "主播",
        "07": "护工 护理员",
        "08": "家政 家政员 家政服务人员 保姆",
        "09": "商场信息 信息员",
        "10": "房产中介 中介员 房产经纪人",
        "11": "保安",
        "99": "其他 其它 其他新业态",
    },
    "relation": {
        "02": "本人 户主本人",
        "10": "爱人 夫妻",
        "11": "丈夫",
        "12": "妻子",
        "20": "儿子",
        "30": "女儿",
        "50": "双亲",
        "51": "父 爸爸",
        "52": "母 妈妈",
        "70": "兄弟 姐妹",
        "80": "亲属 其他",
    },
    "marital": {"10": "单身 未", "20": "结婚 有配偶 已", "30": "丧偶未再婚", "40": "离异 离", "90": "未知"},
}

IGNORED = re.compile(r"[\s()（）\[\]【】、,，.。:：;；·'\"“”\-—_/]+")
CODE_AND_LABEL = re.compile(r"([0-9]{1,2})(\D+)|(\D+)([0-9]{1,2})")


def read_code(list_name: str, text: str | None) -> str | None:
    """The code meant by a code, a label, both together or a usual variant; None if nothing is recognised."""
    readings = _readings(list_name)
    written = IGNORED.sub("", digits_as_typed(text or ""))
    if written in readings:
        return readings[written]
    together = CODE_AND_LABEL.fullmatch(written)
    if together is None:
        return None
    before, label, label_before, code = together.groups()
    by_code, by_label = readings.get(before or code), readings.get(label or label_before)
    return by_code if by_code == by_label else None


def read_codes(list_name: str, texts: Iterable[str | None]) -> list[str | None]:
    """Many readings of one list; each distinct text is read once."""
    known: dict[str | None, str | None] = {}
    codes = []
    for text in texts:
        if text not in known:
            known[text] = read_code(list_name, text)
        codes.append(known[text])
    return codes


@lru_cache
def _readings(list_name: str) -> Mapping[str, str]:
    labels = CODE_LISTS[list_name]
    readings = {
        IGNORED.sub("", variant): code for code in labels for variant in VARIANTS[list_name].get(code, "").split()
    }
    readings |= {IGNORED.sub("", label): code for code, label in labels.items()}
    return readings | {code: code for code in labels} | {code.lstrip("0") or "0": code for code in labels}
