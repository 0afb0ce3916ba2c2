"""The province's real-name system: two layouts of its files, a file sent, an export read back with its differences."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.rules.identity import resident_number
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange import files, profiles, reading, splitting
from guildhall.mechanisms.workbooks.models import Profile, UpperSystem
from guildhall.mechanisms.workbooks.queries.exchange.values import in_steps, keys_of, subject_named, values_of
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE

SYSTEM = "省总工会实名制系统"
COUNTY = "吉州区总工会"
MEMBERS = (
    "会员编号", "姓名*", "性别*", "证件类型*", "证件号码*", "出生日期", "民族", "学历", "政治面貌", "户籍类型", "就业状况",
    "工作单位", "岗位", "技能等级", "手机号码", "入会日期*", "是否农民工*", "新就业形态类型", "工会代码*", "工会名称*",
)  # fmt: skip
A_MEMBER = (
    "", "示例", "1", "1", "", "19800101", "汉族", "大学本科", "群众", "本地农业户口", "工人", "某某公司", "钳工", "初级工（五级）",
    "13800000000", "20120501", "是", "", "", "某某公司工会",
)  # fmt: skip
UNIONS = (
    "工会编号", "工会名称*", "工会代码*", "工会类别*", "上级工会*", "单位名称", "工会统一社会信用代码", "单位性质*", "行业门类*",
    "地址", "建会日期*", "批准文号", "职工人数", "会员人数*", "本届开始", "本届届满", "办公电话",
)  # fmt: skip
A_UNION = (
    "", "示例公司工会", "", "单独基层工会", "吉州区总工会", "示例公司", "", "非公有制企业", "制造业", "", "20120501", "", "100", "80",
    "20120501", "20150430", "",
)  # fmt: skip
EXPORTED, CHANGED, UNKNOWN = 600, 20, 6


def load(actor: Actor) -> None:
    """Lay out the province's files, fill one, read one back."""
    with tempfile.TemporaryDirectory() as folder:
        members = _profile(Path(folder), "membership.members", "工会会员基本信息采集表", MEMBERS, A_MEMBER, actor)
        _profile(Path(folder), "organising.unions", "工会组织基本信息采集表", UNIONS, A_UNION, actor)
        county = Organisation.objects.get(name=COUNTY)
        _send(members, county, actor)
        _read_back(Path(folder), members, county, actor)
        _split(county, actor)


def _system(actor: Actor) -> UpperSystem:
    found = UpperSystem.objects.filter(name=SYSTEM).first()
    return found or profiles.save_system(
        None, name=SYSTEM, owner="江西省总工会", masters=["membership.members"], actor=actor
    )


def _profile(folder: Path, subject: str, title: str, head: Any, row: Any, actor: Actor) -> Profile:
    path = folder / f"{title}.xlsx"
    _write(path, [(f"江西省{title}（2012年）",), head, row])
    profile = profiles.draft(
        system=_system(actor),
        subject=subject,
        year=2012,
        title=f"{title}2012",
        path=path,
        file_name=path.name,
        actor=actor,
    )
    return profiles.put_in_force(profile, day=date(2012, 3, 1), actor=actor)


def _split(county: Organisation, actor: Actor) -> None:
    """The workbooks of one street's unions."""
    street = (
        Organisation.objects.filter(parent=county, kind="town", dissolved_on=None).order_by("-numchild", "path").first()
        or county
    )
    made = splitting.asked(
        subject="membership.members", organisation=street, title=f"{street.printed_name}会员信息核对",
        fields=["phone", "education", "political_status", "job_title", "skill_level", "is_migrant_worker"],
        note="请核对手机号码、学历和技能等级，有变化的改过来", due_on=timezone.localdate() + timedelta(days=20), actor=actor,
    )  # fmt: skip
    splitting.make(made, actor=actor, advance=lambda *_: None)


def _write(path: Path, rows: list[Any]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("信息表")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)


def _send(profile: Profile, county: Organisation, actor: Actor) -> None:
    today = timezone.localdate()
    exchange = files.asked(profile, organisation=county, reason="2012 年度实名制数据上报", actor=actor)
    files.make(exchange, actor=actor, advance=lambda *_: None)
    files.record_sent(
        exchange, day=today, today=today, way="online", receipt="回执编号 JX-SM-2012-3608-0417", actor=actor
    )


def _read_back(folder: Path, profile: Profile, county: Organisation, actor: Actor) -> None:
    """The province has another education for some, another phone for others, and knows a few whom we do not."""
    subject = subject_named(profile.subject)
    layout = profile.layout
    keys = next(iter(in_steps(keys_of(subject, county, actor), EXPORTED)))
    block = values_of(subject, keys, [column.field for column in layout if column.field], system_id=profile.system_id)
    rows = [row for _, row in block.rows()]
    for place, row in enumerate(rows):
        row[OUTSIDE] = f"JX360802{place + 1:07}"
    step = max(1, len(rows) // (CHANGED + 1))
    for place in range(CHANGED):
        row = rows[min(len(rows) - 1, place * step)]
        _disagree(row, place)
    rows += [_stranger(rows[place * 3], place) for place in range(min(UNKNOWN, len(rows)))]
    if len(rows) > 40:
        rows[30] = {**rows[31], OUTSIDE: rows[31][OUTSIDE]}
    cells = [
        [column.written([row.get(column.field, "")], subject.by_key.get(column.field))[0] for column in layout]
        for row in rows
    ]
    path = folder / "省系统导出会员_吉州区.xlsx"
    _write(path, [(profile.title_lines[0][0],), [column.heading for column in layout], *cells])
    read = reading.kept(
        profile, path=path, file_name=path.name, organisation=county, as_of=date(2012, 12, 20), is_whole=False, actor=actor
    )  # fmt: skip
    found = reading.Comparing(read, actor)
    found.run(lambda *_: None)
    reading.finish(read, found, actor=actor)


def _disagree(row: dict[str, str], place: int) -> None:
    if place % 3 == 0:
        row["education"] = "30" if row.get("education") != "30" else "20"
    elif place % 3 == 1:
        row["phone"] = f"139{76_000_000 + place * 7_919:08}"
    else:
        row["political_status"] = "01" if row.get("political_status") != "01" else "13"


def _stranger(like: dict[str, str], place: int) -> dict[str, str]:
    born = date(1985, 6, 1 + place)
    number = resident_number(f"99{9_900 + place}", born, 11 + place)
    names = ("刘春华", "王建军", "欧阳晓燕", "陈志刚", "罗小红", "郭文斌")
    fresh = {"name": names[place % len(names)], "document_number": number, "born_on": born.isoformat()}
    return like | fresh | {OUTSIDE: f"JX36080299{place:05}", "phone": f"137{76_500_000 + place:08}"}
