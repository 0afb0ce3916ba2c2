"""Walking the chain: every entry is read again and compared with its seal, every seal with what was noted outside."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from guildhall.kernel.audit import heads
from guildhall.kernel.audit.digests import BEGINNING, TRANSACTION, Digest, Row, rows_of
from guildhall.kernel.audit.models import Entry, Seal

MOST_SAID = 20


def verify() -> list[str]:
    """What is broken, in words, the first breach first; nothing when the trail is whole."""
    with transaction.atomic():
        breaches = [*_inside(), *_outside()]
    if len(breaches) > MOST_SAID:
        return [*breaches[:MOST_SAID], f"另有 {len(breaches) - MOST_SAID} 处不符"]
    return breaches


def _inside() -> Iterator[str]:
    """The entries against their seals; each seal builds on the digest that stands before it, so each breach is told."""
    eras: dict[int, EntriesOfEra] = {}
    previous = BEGINNING
    for seal in Seal.objects.order_by("pk").iterator(chunk_size=1000):
        era = eras.setdefault(seal.era, EntriesOfEra(seal.era))
        digest = Digest(previous)
        digest.take(era.up_to(seal.up_to_transaction))
        expected = digest.closed(at=seal.at, era=seal.era, up_to_transaction=seal.up_to_transaction)
        if digest.count != seal.entry_count:
            yield f"{_named(seal, digest)}：封存 {seal.entry_count} 条，现有 {digest.count} 条，有留痕被删除或插入"
        elif expected != bytes(seal.digest):
            yield f"{_named(seal, digest)}：内容与封存时不同，有留痕被修改，或前一封链被改动"
        previous = bytes(seal.digest)


class EntriesOfEra:
    """The entries of one era, read once from the oldest on."""

    def __init__(self, era: int) -> None:
        self._rows = rows_of(Entry.objects.filter(era=era))
        self._waiting: Row | None = None

    def up_to(self, up_to_transaction: int) -> Iterator[Row]:
        row = self._waiting or next(self._rows, None)
        while row is not None and row[TRANSACTION] <= up_to_transaction:
            yield row
            row = next(self._rows, None)
        self._waiting = row


def _named(seal: Seal, digest: Digest) -> str:
    entries = f"，留痕 {digest.first}–{digest.last} 号" if digest.count else ""
    return f"封链 {seal.pk}（{timezone.localtime(seal.at):%Y-%m-%d %H:%M:%S}{entries}）"


def _outside() -> Iterator[str]:
    """The seals against the heads outside; a restored database is measured by the heads of the one it came from."""
    here = heads.this_database()
    noted: dict[int, set[str]] = {}
    own: dict[int, str] = {}
    for head in heads.read():
        if head.is_restore:
            own = {seal: digest for seal, digest in own.items() if head.database != here or seal <= head.seal}
            continue
        noted.setdefault(head.seal, set()).add(head.digest)
        if head.database == here:
            own[head.seal] = head.digest
    seals = Seal.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=1000)
    for key, digest in seals:
        wanted = {own.pop(key)} if key in own else noted.get(key, set())
        if not wanted:
            yield f"封链 {key}：库外链头文件中没有它的记录"
        elif bytes(digest).hex() not in wanted:
            yield f"封链 {key}：与库外链头文件中的记录不同，封链被改写"
    for key in sorted(own):
        yield f"封链 {key}：库外链头文件中有记录，库中已不存在，封链被删除"
