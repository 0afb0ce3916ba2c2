"""Where the upper system is master: its export becomes an import of the domain's own, with preview and taking back."""

import tempfile
from pathlib import Path

from django.db import transaction

from guildhall.kernel.audit.verbs import change
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.files import require_reach
from guildhall.mechanisms.workbooks.actions.exchange.reading import SETTLE, Comparing
from guildhall.mechanisms.workbooks.models import ReadBack
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE
from guildhall.mechanisms.workbooks.rules.exchange.writing import sink


@transaction.atomic
def feed(read_back: ReadBack, *, reason: str, actor: Actor) -> str:
    """Hand their export to the domain's import in our own words; gives the address where it is previewed and confirmed."""
    require_reach(actor, SETTLE, read_back.organisation)
    profile = read_back.profile
    if profile is None or read_back.subject not in profile.system.masters:
        raise Refused("该系统的这项内容没有设为“以上级为准”，不能成批更新登记，请逐条处理差异")
    if read_back.state != ReadBack.State.READ:
        raise Refused("核对还没有完成")
    comparing = Comparing(read_back, actor)
    if comparing.subject.feed is None:
        raise Refused(f"“{comparing.subject.name}”不能成批更新，请逐条登记")
    comparing.read(lambda *_: None)
    if not comparing.rows:
        raise Refused("文件中没有数据行")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xlsx"
        write(path, comparing)
        name = f"{Path(read_back.file_name).stem}_按上级更新.xlsx"
        address = comparing.subject.feed(path, name, read_back.organisation, actor)
    with change(read_back, actor=actor, verb="workbooks.readback.feed", reason=reason) as fed:
        fed.fed_to = address
    return address


def write(path: Path, comparing: Comparing) -> None:
    """Their rows under our headings, codes as our words."""
    subject = comparing.subject
    known = [subject.by_key[column.field] for column in comparing.layout if column.field != OUTSIDE]
    # An exact code is better than a name that several unions may bear.
    coded = {"union"} if any(field.key == "union_code" for field in known) else set()
    wanted = [field for field in known if field.key not in coded]
    headings = ["所属工会" if field.key == "union_code" else field.label for field in wanted]
    columns = [
        [field.shown(row.values.get(field.key, row.said.get(field.key, ""))) for row in comparing.rows]
        for field in wanted
    ]
    with sink(path, "xlsx", headings=headings, sheet="名单") as out:
        out.write(columns)
