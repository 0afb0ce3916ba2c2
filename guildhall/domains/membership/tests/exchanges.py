"""Profiles, exports and differences of members, for the tests of exchange."""

from datetime import date
from pathlib import Path

import xlsxwriter

from guildhall.kernel.jobs import work
from guildhall.kernel.scope import Actor, system
from guildhall.mechanisms.workbooks.actions.exchange import files, profiles, reading
from guildhall.mechanisms.workbooks.models import Difference, Exchange, Profile, ReadBack, UpperSystem

CLERK = system("测试")
DAY = date(2012, 9, 1)
HEAD = ("会员编号", "姓名*", "性别", "身份证号码*", "文化程度", "联系电话", "是否农民工", "工会名称", "入会时间")
EXAMPLE = ("", "张三", "1", "990001198001010016", "本科", "13800000000", "是", "某某工会", "20120501")


def workbook(path: Path, rows: list[tuple], head: tuple = HEAD, title: str = "会员信息表（2012年）") -> Path:
    """A file of the province: a title, the headings, rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("会员")
        sheet.write(0, 0, title)
        for place, row in enumerate([head, *rows], start=1):
            for column, value in enumerate(row):
                sheet.write(place, column, value)
    return path


def upper_system(name: str = "省总工会实名制系统") -> UpperSystem:
    found = UpperSystem.objects.filter(name=name).first()
    return found or profiles.save_system(None, name=name, owner="江西省总工会", masters=[], actor=CLERK)


def drafted(folder: Path, *, year: int = 2012, head: tuple = HEAD, after: Profile | None = None) -> Profile:
    path = workbook(folder / f"样表{year}.xlsx", [EXAMPLE[: len(head)]], head, f"会员信息表（{year}年）")
    return profiles.draft(
        system=upper_system(), subject="membership.members", year=year, title=f"会员信息表{year}", path=path,
        file_name=path.name, actor=CLERK, after=after,
    )  # fmt: skip


def in_force(folder: Path, **values) -> Profile:
    return profiles.put_in_force(drafted(folder, **values), day=DAY, actor=CLERK)


def filled(profile: Profile, organisation, actor: Actor = CLERK) -> Exchange:
    exchange = files.ask_for(profile, organisation=organisation, reason="年报", actor=actor)
    work.run(exchange.job_id)
    return Exchange.objects.get(pk=exchange.pk)


def read_back(profile: Profile, path: Path, organisation, *, actor: Actor = CLERK, is_whole: bool = True) -> ReadBack:
    taken = reading.take_in(
        profile, path=path, file_name=path.name, organisation=organisation, as_of=DAY, is_whole=is_whole, actor=actor
    )
    work.run(taken.job_id)
    return ReadBack.objects.get(pk=taken.pk)


def told(read: ReadBack) -> list[tuple[str, str, str, str, str]]:
    """The differences as kind, name, field, ours and theirs."""
    return [
        (one.kind, one.name, one.field, str(one.ours or ""), str(one.theirs or ""))
        for one in Difference.objects.filter(source=read).order_by("kind", "row_no", "pk")
    ]
