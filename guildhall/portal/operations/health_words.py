"""The facts of the house in an administrator's words: what is well, what wants attention, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from guildhall.portal.health import LEAST_FREE_BYTES, health
from guildhall.portal.operations import facts

GOOD, ATTENTION, WRONG = 0, 1, 2
LONG_WAIT = timedelta(minutes=10)
TRAIL_LAG = 1000
FULL_PERCENT = 90


@dataclass(frozen=True)
class Card:
    """One part of the house: how it stands, its facts line by line, and what to do about it."""

    title: str
    icon: str
    level: int
    lines: list[tuple[str, str]] = field(default_factory=list)
    advice: str = ""

    @property
    def word(self) -> str:
        return ("正常", "请留意", "有问题")[self.level]

    @property
    def colour(self) -> str:
        return ("green", "yellow", "red")[self.level]


def cards(now: datetime, *, backup_days: int) -> list[Card]:
    """Every part of the house, worst first within the order in which a watcher asks."""
    return [database(), work(now), outbox(now), backup(now, backup_days), trail(), disk(), keys()]


def size(count: int) -> str:
    """Bytes as an administrator reads them."""
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count / 1024**2:.1f} MB"


def moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "没有"


def database() -> Card:
    found = health()[0]
    upgraded = found.get("migrations") == "ok"
    lines = [
        ("版本", f"PostgreSQL {facts.server()}"),
        ("大小", size(facts.database_bytes())),
        ("升级步骤", "已全部执行" if upgraded else f"{str(found.get('migrations')).split()[0]} 步未执行"),
    ]
    return Card(
        "数据库", "table", GOOD if upgraded else WRONG, lines, "" if upgraded else "请执行 python manage.py migrate"
    )


def work(now: datetime) -> Card:
    jobs = facts.jobs(now)
    heard = "从未启动" if jobs.heartbeat_seconds is None else f"{jobs.heartbeat_seconds:.0f} 秒前有应答"
    lines = [
        ("后台程序", heard),
        ("排队", f"{jobs.queued} 项" + (f"，最早 {moment(jobs.oldest)}" if jobs.oldest else "")),
        ("进行中", f"{jobs.running} 项"),
        ("24 小时内出错", f"{jobs.failed} 项"),
    ]
    if not jobs.has_worker:
        return Card(
            "后台任务",
            "clock",
            WRONG,
            lines,
            "后台程序没有应答：导入、导出和短信都会停下，请启动 python manage.py worker",
        )
    is_late = jobs.oldest is not None and now - jobs.oldest > LONG_WAIT
    level = ATTENTION if jobs.failed or is_late else GOOD
    return Card("后台任务", "clock", level, lines, "有任务等待过久，可再启动一个后台程序" if is_late else "")


def outbox(now: datetime) -> Card:
    lines, level = [], GOOD
    for each in facts.outboxes(now):
        words = f"待发 {each.waiting}，24 小时内失败 {each.failed}"
        lines.append((each.label, words + (f"，最早 {moment(each.oldest)}" if each.oldest else "")))
        if each.failed:
            level = ATTENTION
    return Card("消息发送", "message", level, lines, "请到“发送记录”查看失败原因" if level else "")


def backup(now: datetime, days: int) -> Card:
    last = facts.backup()
    age = last.age(now)
    if age is None:
        return Card("备份", "archive", WRONG, [("最近备份", "没有")], "请执行 make backup，并把备份和密钥分开存放")
    lines = [("最近备份", moment(last.at)), ("执行", last.by), *counted(last.after)]
    late = age > timedelta(days=days)
    missing = bool(last.after.get("缺少的文件"))
    advice = f"已超过 {days} 天没有备份" if late else "上次备份缺少文件，请核对附件目录" if missing else ""
    return Card("备份", "archive", ATTENTION if late or missing else GOOD, lines, advice)


def counted(after: dict[str, object]) -> list[tuple[str, str]]:
    """What a backup noted of itself, bytes as sizes."""
    return [
        (name.removesuffix("字节"), size(value))
        if name.endswith("字节") and isinstance(value, int)
        else (name, str(value))
        for name, value in after.items()
    ]


def trail() -> Card:
    found = facts.trail()
    if found.seal is None:
        return Card("操作留痕", "history", ATTENTION, [("待封", f"{found.waiting} 条")], "还没有封链，请启动后台程序")
    lines = [
        ("最近封链", f"第 {found.seal.pk} 环，{moment(found.seal.at)}"),
        ("待封", f"{found.waiting} 条"),
        ("链头摘要", bytes(found.seal.digest).hex()[:16]),
        ("库外链头", "一致" if found.agrees else "不一致"),
    ]
    if not found.agrees:
        return Card("操作留痕", "history", WRONG, lines, "库外链头文件与数据库不一致，请审计管理员立即核对留痕")
    return Card("操作留痕", "history", ATTENTION if found.waiting > TRAIL_LAG else GOOD, lines)


def disk() -> Card:
    disks = facts.disks()
    lines = [(each.label, f"可用 {size(each.free)}，已用 {each.used_percent}%") for each in disks]
    if any(each.free < LEAST_FREE_BYTES for each in disks):
        return Card("磁盘", "folder", WRONG, lines, "磁盘将满，上传和备份会失败，请立即清理或扩容")
    return Card("磁盘", "folder", ATTENTION if any(each.used_percent > FULL_PERCENT for each in disks) else GOOD, lines)


def keys() -> Card:
    active, held = facts.keys()
    return Card("密钥", "key", GOOD, [("正在使用", f"第 {active} 号"), ("密钥文件", f"共 {held} 把")])
