"""What each row of a roster is to the register: new, changed, unchanged, a member elsewhere, refused; found set by set."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from psycopg import sql

from guildhall.domains.membership.actions.roster.staging import COLUMNS, SCRATCH
from guildhall.domains.membership.queries.roster import partition

SHARED_PHONE = 3  # as many people with one phone are told to the clerk
COMPARED = (
    "phone_index", "nationality", "education", "political_status", "household_type", "employment_state", "skill_level",
    "work_form", "job_title", "is_migrant_worker", "employer_id",
)  # fmt: skip
DIFFERS = " OR ".join(f"(r.{name} IS NOT NULL AND p.{name} IS DISTINCT FROM r.{name})" for name in COMPARED)
DIFFERS += " OR (p.sex NOT IN ('1', '2') AND r.sex IN ('1', '2')) OR (p.born_on IS NULL AND r.born_on IS NOT NULL)"

# Twins lie in the same file under one document; crowds share one phone.
TWINS = """
    WITH repeated AS MATERIALIZED (
        SELECT document_index FROM {source} WHERE document_index IS NOT NULL GROUP BY document_index HAVING count(*) > 1
    )
    SELECT document_index, min(row_no) AS first_row, count(DISTINCT name_key) AS names,
           string_agg(row_no::text, '、' ORDER BY row_no) AS rows
    FROM {source} JOIN repeated USING (document_index) GROUP BY document_index
"""
CROWDS = """
    WITH shared AS MATERIALIZED (
        SELECT phone_index FROM {source} WHERE phone_index IS NOT NULL GROUP BY phone_index HAVING count(*) >= {shared}
    )
    SELECT phone_index, count(DISTINCT document_index) AS people
    FROM {source} JOIN shared USING (phone_index) GROUP BY phone_index
"""

# The number of a record that was merged into another one is the other one's.
FOLLOW_MERGES = """
    UPDATE {source} r SET document_index = k.document_index
    FROM people_person m JOIN people_person k ON k.id = m.merged_into_id
    WHERE m.merged_into_id IS NOT NULL AND m.document_index = r.document_index AND k.document_index IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM people_person p WHERE p.document_index = r.document_index AND p.voided_at IS NULL)
"""

VERDICT = f"""
    CASE WHEN r.document_index IS NULL THEN r.outcome
         WHEN d.names > 1 THEN 'two_names'
         WHEN d.first_row < r.row_no THEN 'repeated'
         WHEN p.id IS NULL THEN 'new'
         WHEN p.name_key <> r.name_key THEN 'other_name'
         WHEN s.id IS NULL THEN 'rejoined'
         WHEN s.organisation_id = r.union_id THEN CASE WHEN {DIFFERS} THEN 'changed' ELSE 'unchanged' END
         WHEN t.id IS NULL THEN 'elsewhere'
         WHEN t.to_union_id = r.union_id THEN 'proposed'
         ELSE 'proposed_elsewhere' END
"""
OUTCOME = """
    CASE v.verdict WHEN 'two_names' THEN 'refused' WHEN 'other_name' THEN 'refused' WHEN 'proposed_elsewhere' THEN 'refused'
         WHEN 'proposed' THEN 'unchanged' ELSE v.verdict END
"""
REASON = """
    CASE v.verdict
         WHEN 'two_names' THEN '同一证件号码对应不同姓名（第 ' || left(d.rows, 60) || ' 行），请核对证件后改正'
         WHEN 'repeated' THEN '与第 ' || d.first_row || ' 行是同一人，只导入第 ' || d.first_row || ' 行'
         WHEN 'other_name' THEN '该证件号码已登记在另一个姓名之下，请核对证件；如已改名，请先在会员页更正姓名'
         WHEN 'proposed' THEN '已提出转会，等待接收'
         WHEN 'proposed_elsewhere' THEN '该职工正在转往另一个工会，待办理后再导入'
         WHEN 'elsewhere' THEN '现为其他工会会员，导入后提出转会'
         ELSE r.reason END
"""
WARNING = """
    concat_ws('；', nullif(r.warning, ''),
        CASE WHEN c.people >= {shared} THEN '同一手机号码有 ' || c.people || ' 人填写，请核对' END,
        CASE WHEN v.verdict IN ('changed', 'unchanged') AND r.since <> s.since
             THEN '入会日期与登记的 ' || s.since || ' 不同，未更改' END)
"""
# A person or spell that is new gets its key here, so that writing it twice is writing it once.
KEYS = """
    CASE WHEN v.verdict = 'new' THEN nextval('people_person_id_seq') ELSE p.id END,
    CASE WHEN v.verdict IN ('new', 'rejoined') THEN nextval('people_spell_id_seq') ELSE s.id END
"""
JOINS = """
    LEFT JOIN people_person p ON p.document_index = r.document_index AND p.voided_at IS NULL
    LEFT JOIN people_spell s ON s.person_id = p.id AND s.until IS NULL AND s.voided_at IS NULL
    LEFT JOIN membership_transferproposal t ON t.person_id = p.id AND t.state = 'proposed'
"""
CLASSIFY = """
    INSERT INTO {rows} (import_id, {columns}, outcome, reason, warning, person_id, spell_id)
    SELECT {import_id}, {sources}, {outcome}, {reason}, {warning}, {keys}
    FROM {source} r {joins}
    LEFT JOIN twins d ON d.document_index = r.document_index
    LEFT JOIN crowds c ON c.phone_index = r.phone_index
    CROSS JOIN LATERAL (SELECT {verdict} AS verdict) v
"""
# The rows that others got ahead of: judged again as the register stands now.
JUDGE_AGAIN = """
    UPDATE {rows} x SET outcome = n.outcome, reason = n.reason, warning = n.warning, person_id = n.person_id, spell_id = n.spell_id
    FROM (
        SELECT r.row_no, {outcome} AS outcome, {reason} AS reason, {warning} AS warning,
               CASE WHEN v.verdict = 'new' THEN nextval('people_person_id_seq') ELSE p.id END AS person_id,
               CASE WHEN v.verdict IN ('new', 'rejoined') THEN nextval('people_spell_id_seq') ELSE s.id END AS spell_id
        FROM {rows} r {joins}
        CROSS JOIN (SELECT NULL::int AS first_row, NULL::int AS names, NULL::text AS rows) d
        CROSS JOIN (SELECT NULL::int AS people) c
        CROSS JOIN LATERAL (SELECT {verdict} AS verdict) v
        WHERE r.row_no = ANY(%s)
    ) n WHERE x.row_no = n.row_no
"""
# Who comes back must come after leaving, and be alive.
GONE = """
    UPDATE {rows} x SET outcome = 'refused', spell_id = NULL,
        reason = CASE WHEN e.is_dead THEN '该人员已登记去世，如有误请先更正'
                      ELSE '入会日期早于上一段会籍的终止日期 ' || e.until || '，请改正入会日期' END
    FROM (
        SELECT s.person_id, max(s.until) AS until, bool_or(s.closed_by = 'deceased') AS is_dead
        FROM people_spell s JOIN {rows} r ON r.person_id = s.person_id AND r.outcome = 'rejoined'
        WHERE s.voided_at IS NULL AND s.until IS NOT NULL GROUP BY s.person_id
    ) e
    WHERE x.outcome = 'rejoined' AND x.person_id = e.person_id AND (e.is_dead OR coalesce(x.since, {day}) < e.until)
"""


def _composed(template: str, import_id: int, day: date | None = None) -> sql.Composable:
    kept = [name for name in COLUMNS if name not in ("outcome", "reason", "warning")]
    parts = {"shared": sql.Literal(SHARED_PHONE), "source": SCRATCH}
    return sql.SQL(template).format(
        rows=partition(import_id),
        import_id=sql.Literal(import_id),
        day=sql.Literal(day),
        columns=sql.SQL(", ".join(kept)),
        sources=sql.SQL(", ".join(f"r.{name}" for name in kept)),
        outcome=sql.SQL(OUTCOME),
        reason=sql.SQL(REASON),
        warning=sql.SQL(WARNING).format(**parts),
        keys=sql.SQL(KEYS),
        joins=sql.SQL(JOINS),
        verdict=sql.SQL(VERDICT),
        **parts,
    )


def classify(import_id: int, *, day: date) -> None:
    """Make the partition of an import from the scratch table, every row judged; in the caller's transaction."""
    rows = partition(import_id)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(sql.SQL("ANALYZE {} (document_index, phone_index)").format(SCRATCH))
        cursor.execute(_composed(FOLLOW_MERGES, import_id))
        for name, found in (("twins", TWINS), ("crowds", CROWDS)):
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS ").format(sql.Identifier(name))
                + _composed(found, import_id)
            )
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(rows))
        cursor.execute(sql.SQL("CREATE TABLE {} (LIKE membership_roster_row INCLUDING ALL)").format(rows))
        cursor.execute(_composed(CLASSIFY, import_id))
        cursor.execute(sql.SQL("CREATE INDEX ON {} (outcome, row_no)").format(rows))
        cursor.execute(sql.SQL("ANALYZE {}").format(rows))
        cursor.execute(_composed(GONE, import_id, day))
        cursor.execute(
            sql.SQL("ALTER TABLE membership_roster_row ATTACH PARTITION {} FOR VALUES IN ({})").format(
                rows, sql.Literal(import_id)
            )
        )


def judge_again(import_id: int, row_numbers: Sequence[int], *, day: date) -> None:
    """Judge rows anew that could not be written as they were judged: the register has gone on since the preview."""
    with connection.cursor() as cursor:
        cursor.execute(_composed(JUDGE_AGAIN, import_id), [list(row_numbers)])
        cursor.execute(_composed(GONE, import_id, day))
