"""Ji'an's counties and towns, and the part of the city's unions that each of them holds."""

from dataclasses import dataclass

CITY_CODE = "360800"
CITY_NAME = "吉安市"


@dataclass(frozen=True)
class Place:
    """A county, the development zone, or the city itself for what stands directly under it."""

    code: str
    division: str
    name: str
    share: int
    towns: tuple[str, ...]
    street: str

    @property
    def is_city(self) -> bool:
        return self.code == CITY_CODE

    @property
    def is_zone(self) -> bool:
        return self.code == "3608K1"


def _place(code: str, name: str, share: int, towns: str, street: str, division: str = "") -> Place:
    return Place(code, division or code, name, share, tuple(towns.split()), street)


PLACES = (
    _place(
        "360802",
        "吉州区",
        115,
        "古南镇街道 永叔街道 文山街道 习溪桥街道 北门街道 白塘街道 禾埠乡 兴桥镇 樟山镇 长塘镇 曲濑镇",
        "井冈山大道",
    ),
    _place(
        "360803",
        "青原区",
        62,
        "河东街道 滨江街道 天玉镇 值夏镇 新圩镇 富滩镇 富田镇 文陂镇 东固畲族乡",
        "青原大道",
    ),
    _place(
        "360821",
        "吉安县",
        96,
        "敦厚镇 永阳镇 天河镇 横江镇 固江镇 万福镇 永和镇 桐坪镇 凤凰镇 油田镇 敖城镇 梅塘镇 浬田镇 北源乡 大冲乡 登龙乡 "
        "安塘乡 官田乡 指阳乡",
        "庐陵大道",
    ),
    _place(
        "360822",
        "吉水县",
        88,
        "文峰镇 阜田镇 盘谷镇 枫江镇 黄桥镇 金滩镇 八都镇 双村镇 醪桥镇 螺田镇 白沙镇 白水镇 丁江镇 乌江镇 水南镇 尚贤乡 "
        "水田乡 冠山乡",
        "龙华大道",
    ),
    _place(
        "360823",
        "峡江县",
        42,
        "水边镇 巴邱镇 马埠镇 仁和镇 砚溪镇 罗田镇 桐林乡 福民乡 戈坪乡 金江乡 金坪民族乡",
        "百花路",
    ),
    _place(
        "360824",
        "新干县",
        68,
        "金川镇 三湖镇 大洋洲镇 七琴镇 麦斜镇 界埠镇 溧江镇 桃溪乡 城上乡 潭丘乡 神政桥乡 沂江乡 荷浦乡",
        "滨阳路",
    ),
    _place(
        "360825",
        "永丰县",
        80,
        "恩江镇 坑田镇 沿陂镇 古县镇 瑶田镇 藤田镇 石马镇 沙溪镇 佐龙乡 八江乡 潭城乡 鹿冈乡 七都乡 陶唐乡 中村乡 上溪乡 "
        "潭头乡 三坊乡 上固乡 君埠乡 龙冈畲族乡",
        "永叔路",
    ),
    _place(
        "360826",
        "泰和县",
        98,
        "澄江镇 碧溪镇 桥头镇 禾市镇 螺溪镇 苏溪镇 马市镇 沿溪镇 塘洲镇 冠朝镇 沙村镇 小龙镇 灌溪镇 苑前镇 万合镇 老营盘镇 "
        "石山乡 南溪乡 水槎乡 上模乡 中龙乡 上圯乡",
        "白凤大道",
    ),
    _place(
        "360827",
        "遂川县",
        84,
        "泉江镇 雩田镇 碧洲镇 草林镇 堆子前镇 左安镇 高坪镇 大汾镇 衙前镇 禾源镇 汤湖镇 枚江乡 珠田乡 巾石乡 大坑乡 双桥乡 "
        "新江乡 五斗江乡 西溪乡 南江乡 黄坑乡 戴家埔乡 营盘圩乡",
        "工农兵大道",
    ),
    _place(
        "360828",
        "万安县",
        54,
        "芙蓉镇 五丰镇 枧头镇 窑头镇 百嘉镇 高陂镇 潞田镇 沙坪镇 夏造镇 罗塘乡 弹前乡 武术乡 宝山乡 涧田乡 顺峰乡 韶口乡",
        "五云大道",
    ),
    _place(
        "360829",
        "安福县",
        72,
        "平都镇 浒坑镇 洲湖镇 横龙镇 洋溪镇 严田镇 枫田镇 竹江乡 瓜畲乡 钱山乡 赤谷乡 山庄乡 洋门乡 金田乡 彭坊乡 泰山乡 "
        "寮塘乡 甘洛乡 章庄乡",
        "武功山大道",
    ),
    _place(
        "360830",
        "永新县",
        76,
        "禾川镇 石桥镇 龙源口镇 澧田镇 龙门镇 沙市镇 文竹镇 埠前镇 怀忠镇 高桥楼镇 坳南乡 曲白乡 才丰乡 烟阁乡 在中乡 三湾乡 "
        "台岭乡 龙田乡 高溪乡 莲洲乡 高市乡 象形乡 芦溪乡",
        "湘赣大道",
    ),
    _place(
        "360881",
        "井冈山市",
        48,
        "红星街道 茨坪镇 厦坪镇 龙市镇 古城镇 新城镇 大陇镇 黄坳乡 下七乡 长坪乡 坳里乡 鹅岭乡 柏露乡 茅坪乡 葛田乡 荷花乡 "
        "睦村乡 东上乡",
        "红军路",
    ),
    _place("3608K1", "井冈山经济技术开发区", 46, "", "深圳大道", division=CITY_CODE),
    _place(CITY_CODE, CITY_NAME, 60, "", "城北广场西路"),
)
ZONE = next(place for place in PLACES if place.is_zone)
CITY = PLACES[-1]

DEPARTMENTS = (
    "办公室",
    "组织部",
    "宣教部",
    "生产保护部（经济技术部）",
    "法律保障部",
    "女职工部",
    "财务部",
    "经费审查委员会办公室",
    "网络工作部",
)
INSTITUTIONS = ("职工服务中心", "工人文化宫")
# Industrial unions of the city and the industries whose unions stand in their line.
INDUSTRIAL_UNIONS = {
    "教育工会": "P",
    "机关工会联合会": "S",
    "财贸金融工会": "JF",
    "交通运输工会": "G",
    "卫生工会": "Q",
    "农林水利工会": "AN",
}
