"""Reads of the roster import: its kind, its rows, unions and employers by what a cell says, what was built on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from psycopg import sql

from guildhall.domains.membership.rules.roster import columns as roster
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account
from guildhall.kernel.crypto import decrypt_many
from guildhall.kernel.organisations.aliases import employers_known_as, unions_known_as
from guildhall.kernel.organisations.models import FEDERATION_KINDS, OFFICE_KINDS, Employer, Organisation
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.scope import Actor, system
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.kinds import ImportKind

HOLDS_NO_MEMBERS = frozenset({*FEDERATION_KINDS, *OFFICE_KINDS})
DOCUMENT_LABEL = "people.person.document_number"
MANY = 10_000


def partition(import_id: int) -> sql.Identifier:
    """The table of one import's rows."""
    return sql.Identifier(f"membership_roster_row_{import_id}")


def is_staged(import_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"membership_roster_row_{import_id}"])
        return bool(cursor.fetchone()[0])


def counts_of(import_id: int) -> dict[str, int]:
    """Rows by outcome, in the order of the preview."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT outcome, count(*) FROM {} GROUP BY outcome").format(partition(import_id)))
        found = dict(cursor.fetchall())
    return {outcome: found.get(outcome, 0) for outcome in roster.OUTCOMES}


@dataclass(frozen=True)
class Row:
    """One row of a roster as the preview shows it."""

    row_no: int
    name: str
    number: str
    union: str
    said: str


def rows_of(import_id: int, outcome: str, *, after: int = 0, limit: int = 50) -> list[Row]:
    """The rows of one outcome, in the order of the file."""
    statement = sql.SQL("""
        SELECT r.row_no, r.name, r.document_number, coalesce(o.name, ''), concat_ws('；', nullif(r.reason, ''), nullif(r.warning, ''))
        FROM {} r LEFT JOIN organisations_organisation o ON o.id = r.union_id
        WHERE r.outcome = %s AND r.row_no > %s ORDER BY r.row_no LIMIT %s
    """).format(partition(import_id))
    with connection.cursor() as cursor:
        cursor.execute(statement, [outcome, after, limit])
        found = cursor.fetchall()
    numbers = decrypt_many([None if row[2] is None else bytes(row[2]) for row in found], label=DOCUMENT_LABEL)
    return [
        Row(row_no, name or "", number or "", union, said)
        for (row_no, name, _, union, said), number in zip(found, numbers, strict=True)
    ]


def told_rows(import_id: int) -> Iterator[tuple[int, str, str]]:
    """Row number, outcome and reason of every row that was refused or has a warning, in the order of the file."""
    statement = sql.SQL("""
        SELECT row_no, outcome, concat_ws('；', nullif(reason, ''), nullif(warning, '')) FROM {}
        WHERE row_no > %s AND (outcome IN ('refused', 'repeated', 'skipped') OR warning <> '' OR reason <> '')
        ORDER BY row_no LIMIT %s
    """).format(partition(import_id))
    after, found = 0, [None]
    while found:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, MANY])
            found = cursor.fetchall()
        for row_no, outcome, said in found:
            after = row_no
            yield row_no, roster.OUTCOMES[outcome], said


def uploader(import_: Import, day: date) -> Actor:
    """Whoever uploaded, with the reach of today: a row may name any union within it."""
    account = Account.objects.filter(pk=import_.account_id).first() if import_.account_id else None
    return actor_for(account, day) if account else system(import_.uploaded_by)


def unions_called(text: str) -> list[Organisation]:
    """The unions that a code or a full name means, else those that an alias or a former name means."""
    unions = Organisation.objects.unions()
    found = list(unions.filter(Q(code=text) | Q(name=text) | Q(short_name=text))[:5])
    return found or list(unions.filter(pk__in=unions_known_as([text])[text])[:5])


class Unions:
    """Unions by what a cell says, each distinct text looked up once; the answer is keys, or why it is none."""

    def __init__(self, default: Organisation, actor: Actor) -> None:
        self.reach = actor.reach(roster.PERMISSION)
        self.known: dict[str | None, tuple[int, int] | str] = {}
        self.by_other_name: dict[str, str] = {}
        self.founded_on: dict[int, str] = {}
        self.known[None] = self._judged(default) if default.kind not in HOLDS_NO_MEMBERS else "请填写所属工会"

    def __getitem__(self, text: str | None) -> tuple[int, int] | str:
        return self.known[text]

    def learn(self, texts: set[str | None]) -> None:
        """Look up what is not known yet, in one query."""
        new = {text for text in texts if text is not None and text not in self.known}
        if not new:
            return
        called: dict[str, list[Organisation]] = {text: [] for text in new}
        meant = Q(code__in=new) | Q(name__in=new) | Q(short_name__in=new)
        for union in Organisation.objects.unions().filter(meant):
            for text in {union.code, union.name, union.short_name} & new:
                called[text].append(union)
        self._learn_other_names(called)
        self.known |= {text: self._found(text, unions) for text, unions in called.items()}

    def _learn_other_names(self, called: dict[str, list[Organisation]]) -> None:
        """Whoever no code and no name means may be known by an alias or a former name; that is said."""
        ways = {text: found for text, found in unions_known_as(t for t, u in called.items() if not u).items() if found}
        if not ways:
            return
        unions = Organisation.objects.unions().in_bulk({key for found in ways.values() for key in found})
        for text, found in ways.items():
            called[text] += [unions[key] for key in found if key in unions]
            if len(called[text]) == 1:
                union = called[text][0]
                self.by_other_name[text] = f"“{text[:40]}”按{found[union.pk]}识别为“{union.name}”"

    def _found(self, text: str, found: list[Organisation]) -> tuple[int, int] | str:
        within = [o for o in found if self.reach.covers(area=o.area_id, organisation=o.pk)]
        if not found:
            return f"没有找到工会“{text[:40]}”，请填写工会全称或组织代码"
        if not within:
            return f"工会“{text[:40]}”不在您的管理范围内"
        if len(within) > 1:
            return f"有 {len(within)} 个工会叫“{text[:40]}”，请填写组织代码"
        return self._judged(within[0])

    def _judged(self, union: Organisation) -> tuple[int, int] | str:
        if union.kind in HOLDS_NO_MEMBERS:
            return f"“{union.name}”不直接发展会员，请填写基层工会"
        if not union.is_standing:
            return f"工会“{union.name}”已撤销，不能接收会员"
        if union.founded_on is not None:
            self.founded_on[union.pk] = union.founded_on.isoformat()
        return union.pk, union.area_id


class Employers:
    """Employers by name or credit code; of several of one name the one of the row's union, else none."""

    def __init__(self) -> None:
        self.known: dict[str, list[tuple[int, int | None]]] = {}

    def learn(self, texts: set[str]) -> None:
        """Look up what is not known yet, in one query."""
        new = texts - self.known.keys()
        if not new:
            return
        self.known |= {text: [] for text in new}
        found = Employer.objects.filter(Q(name__in=new) | Q(credit_code__in=new), closed_on=None).order_by("pk")
        for pk, name, code, union in found.values_list("pk", "name", "credit_code", "union_id"):
            for text in {name, code} & new:
                self.known[text].append((pk, union))
        ways = {text: keys for text, keys in employers_known_as(t for t in new if not self.known[t]).items() if keys}
        units = Employer.objects.filter(closed_on=None).in_bulk({key for keys in ways.values() for key in keys})
        for text, keys in ways.items():
            self.known[text] = [(key, units[key].union_id) for key in keys if key in units]

    def of(self, text: str, union: int | None) -> int | None:
        found = self.known[text]
        own = [pk for pk, of_union in found if of_union == union]
        if len(own) == 1:
            return own[0]
        return found[0][0] if len(found) == 1 else None


def built_on(import_id: int) -> list[str]:
    """Why an import cannot be taken back any more: what has happened since to whom it wrote."""
    if not is_staged(import_id):
        return []
    reasons = []
    for words, statement in BUILT:
        if count := _count(statement.format(rows=partition(import_id), import_id=sql.Literal(import_id))):
            reasons.append(f"有 {count} 人{words}，不能整体撤回")
    for relation in _relations():
        if count := _count(_referring(relation, import_id)):
            reasons.append(f"已有 {count} 条“{relation.related_model._meta.verbose_name}”引用导入的会员，不能整体撤回")
    return reasons


CHANGED_PEOPLE = sql.SQL("""
    SELECT count(*) FROM {rows} r JOIN people_person p ON p.id = r.person_id
    WHERE r.outcome = 'new' AND p.changed_at <> p.created_at AND p.voided_at IS NULL
       OR r.outcome IN ('changed', 'rejoined') AND r.written_at IS NOT NULL AND p.changed_at <> r.written_at
""")
CHANGED_SPELLS = sql.SQL("""
    SELECT count(*) FROM {rows} r JOIN people_spell s ON s.id = r.spell_id
    WHERE r.outcome IN ('new', 'rejoined') AND s.changed_at <> s.created_at AND s.voided_at IS NULL
""")
DECIDED_TRANSFERS = sql.SQL(
    "SELECT count(*) FROM membership_transferproposal WHERE source_id = {import_id} AND state = 'accepted'"
)
BUILT = (
    ("的资料在导入后已被更改", CHANGED_PEOPLE),
    ("的会籍在导入后已有变动", CHANGED_SPELLS),
    ("的转会已经接收", DECIDED_TRANSFERS),
)
REFERRING = sql.SQL(
    "SELECT count(*) FROM {table} x JOIN {rows} r ON x.{column} = r.{key} WHERE r.outcome = ANY({outcomes})"
)


def _relations() -> list[Any]:
    """Every table that points at people or at their spells, whatever part of the house it belongs to."""
    relations = [*Person._meta.related_objects, *Spell._meta.related_objects]
    return [relation for relation in relations if relation.related_model is not Spell]


def _referring(relation: Any, import_id: int) -> sql.Composable:
    """How many rows of one relation point at what the import made."""
    of_person = relation.model is Person
    return REFERRING.format(
        table=sql.Identifier(relation.related_model._meta.db_table),
        rows=partition(import_id),
        column=sql.Identifier(relation.field.column),
        key=sql.Identifier("person_id" if of_person else "spell_id"),
        outcomes=sql.Literal(["new"] if of_person else ["new", "rejoined"]),
    )


def _count(statement: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


KIND = ImportKind(
    code=roster.CODE,
    title=roster.TITLE,
    permission=roster.PERMISSION,
    columns=roster.columns,
    read_job=roster.READ_JOB,
    merge_job=roster.MERGE_JOB,
    take_back_job=roster.TAKE_BACK_JOB,
    outcomes=roster.OUTCOMES,
    good_outcomes=roster.WRITTEN,
    notes=roster.NOTES,
    page=lambda import_id: reverse("membership:roster", args=[import_id]),
    built_on=built_on,
)
