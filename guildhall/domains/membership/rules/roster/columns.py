"""The columns of a member roster (《工会会员基本信息采集表》, domain.md §2.4), and the words of the import."""

from guildhall.kernel.people.rules.codelists import CODE_LISTS
from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec

PERMISSION = "membership.roster.import"
CODE = "membership.roster"
TITLE = "会员花名册"
READ_JOB, MERGE_JOB, TAKE_BACK_JOB = f"{CODE}.read", f"{CODE}.merge", f"{CODE}.take_back"

OUTCOMES = {
    "new": "新增",
    "rejoined": "已登记人员入会",
    "changed": "更新",
    "unchanged": "无变化",
    "elsewhere": "在其他工会，提出转会",
    "refused": "未导入",
    "repeated": "重复的行",
    "skipped": "合计、说明等行",
}
WRITTEN = ("new", "rejoined", "changed", "elsewhere")


def _labels(name: str) -> tuple[str, ...]:
    return tuple(CODE_LISTS[name].values())


COLUMNS = (
    ColumnSpec("name", "姓名", ("会员姓名", "职工姓名", "名字", "员工姓名"), required=True, example="张三", width=12),
    ColumnSpec("sex", "性别", kind="choice", choices=("男", "女"), width=6, example="男"),
    ColumnSpec(
        "document_type", "证件类型", ("证件种类", "有效证件类型"), kind="choice", choices=_labels("document"),
        help="不填按居民身份证", example="居民身份证", width=16,
    ),
    ColumnSpec(
        "document_number", "证件号码",
        ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "身份证", "证件号", "有效证件号码"),
        required=True, kind="identity", help="一人一号，整列设为文本", example="990001198001010016", width=22,
    ),
    ColumnSpec("born_on", "出生日期", ("出生年月日", "出生年月", "生日"), kind="date", help="不填按身份证号码", example="1980-01-01"),
    ColumnSpec("nationality", "民族", kind="choice", choices=_labels("nationality"), example="汉族", width=8),
    ColumnSpec("education", "学历", ("文化程度", "最高学历"), kind="choice", choices=_labels("education"), example="大学本科"),
    ColumnSpec("political_status", "政治面貌", kind="choice", choices=_labels("political_status"), example="群众"),
    ColumnSpec(
        "household_type", "户籍类型", ("户籍", "户口类型", "户口性质", "户籍性质"), kind="choice",
        choices=_labels("household_type"), example="本地农业户口", width=16,
    ),
    ColumnSpec("employment_state", "从业状况", ("就业状况", "从业状态", "就业状态"), kind="choice", choices=_labels("employment"), example="工人"),
    ColumnSpec("employer", "工作单位", ("单位名称", "所在单位", "用人单位", "企业名称"), help="单位全称或统一社会信用代码", width=26),
    ColumnSpec("job_title", "岗位", ("工种", "职务", "工作岗位", "职位"), example="钳工"),
    ColumnSpec("skill_level", "技能等级", ("职业技能等级", "技术等级"), kind="choice", choices=_labels("skill_level"), example="中级工（四级）"),
    ColumnSpec("phone", "手机号码", ("手机", "手机号", "联系手机", "联系电话", "电话", "移动电话", "联系方式", "电话号码"), kind="phone", example="13800000000"),
    ColumnSpec("since", "入会日期", ("入会时间", "加入工会日期", "加入工会时间", "入会年月日"), kind="date", help="不填按导入当日", example="2012-05-01"),
    ColumnSpec("is_migrant_worker", "农民工", ("是否农民工", "是否为农民工"), kind="choice", choices=("是", "否"), width=8, example="否"),
    ColumnSpec(
        "work_form", "新就业形态", ("新就业形态类型", "新就业形态劳动者", "新就业形态劳动者类型", "新业态类型"), kind="choice",
        choices=_labels("work_form"),
    ),
    ColumnSpec(
        "union", "所属工会", ("工会名称", "所在工会", "基层工会", "工会组织", "工会组织代码"),
        help="工会全称或组织代码；不填为上传时选择的工会", width=26,
    ),
)  # fmt: skip
LABELS = {spec.key: spec.label for spec in COLUMNS}
CODED = {
    "nationality": "nationality",
    "education": "education",
    "political_status": "political_status",
    "household_type": "household_type",
    "employment_state": "employment",
    "skill_level": "skill_level",
    "work_form": "work_form",
}
NOTES = (
    "每行一名会员；姓名和证件号码必填，其他栏目可以不填，不填的栏目不会清除已登记的内容。",
    "证件号码、手机号码两列请保持文本格式，不要让表格软件变成科学计数。",
    "一个文件最多 1,048,575 行，可以包含多个工会的会员，用“所属工会”一列区分。",
    "已是其他工会会员的，导入后提出转会，由转入、转出双方办理，不会重复登记。",
)


def columns() -> tuple[ColumnSpec, ...]:
    return COLUMNS
