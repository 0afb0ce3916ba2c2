"""A city of any number of people in a database of its own, filled by set statements under the product's own schema."""

import hashlib
import random
from contextlib import contextmanager
from datetime import date

from bench import ROOT, database
from bench.measuring import tell, timed

VERSION = 1
SAMPLE = 20_000
NAMES = 40_000
LINE_UNIONS = 300
BIG = ("people_person", "people_spell", "membership_event")
WITH_EVENTS_UP_TO = 2_000_000
SEED = 0.2012
TODAY = date(2013, 1, 15)


def name_of(rows: int) -> str:
    return f"{database.PREFIX}{rows}"


def ensure(rows: int, *, rebuild: bool = False) -> str:
    """The database with so many people, built if it is not there; Django is left pointing at it."""
    from django.core.management import call_command  # noqa: PLC0415 - only after django.setup()

    name = name_of(rows)
    standing = not rebuild and database.exists(name) and database.mark_of(name) == mark()
    if not standing:
        tell(f"building {name}: {rows:,} people …")
        tell(f"built in {timed(lambda: build(name, rows)):.0f} s")
    database.point_at(name)
    call_command("migrate", verbosity=0, interactive=False)
    return name


def mark() -> str:
    """What a database was built of: this file's version and the first migrations of what it fills."""
    digest = hashlib.sha256(str(VERSION).encode())
    for part in ("kernel/organisations", "kernel/people", "kernel/access", "domains/membership"):
        digest.update((ROOT / "guildhall" / part / "migrations" / "0001_initial.py").read_bytes())
    return digest.hexdigest()[:16]


def build(name: str, rows: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    database.create(name)
    database.point_at(name)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS city")
    call_command("migrate", verbosity=0, interactive=False)
    unions = union_count(rows)
    plant(unions)
    lay_pools(rows)
    with connection.cursor() as cursor:
        for setting in ("maintenance_work_mem = '1GB'", "work_mem = '256MB'", "synchronous_commit = off"):
            cursor.execute(f"SET {setting}")
        with without_indexes(cursor):
            fill(cursor, rows)
        for table in ("people_person", "people_spell", "membership_event", "organisations_organisation"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("DROP TABLE bench_name, bench_union, bench_seal")
    seat_officers()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    database.mark(name, mark())


def union_count(rows: int) -> int:
    return 30_000 if rows > WITH_EVENTS_UP_TO else 7_000 if rows >= 500_000 else 700


def plant(unions: int) -> None:
    """The tree: the city, 14 counties and zones, 8 industrial unions, 15 towns a county, and the unions below them."""
    from guildhall.kernel.organisations.letters import letters_of  # noqa: PLC0415
    from guildhall.kernel.organisations.models import Employer, Kind, Organisation, Ownership, Placement  # noqa: PLC0415

    rng = random.Random(2012)  # noqa: S311
    made: list[Organisation] = []
    children: dict[str, int] = {}

    def found(parent: Organisation | None, kind: str, name: str, *, area: Organisation | None = None, **values):
        above = parent.path if parent else ""
        children[above] = children.get(above, 0) + 1
        depth = parent.depth + 1 if parent else 1
        new = Organisation(
            pk=len(made) + 1, parent=parent, kind=kind, name=name, code=f"B{len(made) + 1:07d}", depth=depth,
            path=Organisation._get_path(above or None, depth, children[above]), founded_on=a_day(rng), letters=letters_of(name),
            **values,
        )  # fmt: skip
        new.area = area or new
        made.append(new)
        return new

    city = found(None, Kind.CITY, "吉安市总工会")
    areas = [found(city, Kind.COUNTY if i < 13 else Kind.ZONE, f"第{i + 1}县总工会") for i in range(14)]
    lines = [found(city, Kind.INDUSTRIAL, f"第{i + 1}产业工会") for i in range(8)]
    towns = [[found(area, Kind.TOWN, f"{area.name}第{i + 1}乡镇工会", area=area) for i in range(15)] for area in areas]
    ownerships = list(Ownership.values)
    grassroots = []
    for number in range(unions):
        place = min(rng.randrange(14), rng.randrange(14))
        parent = areas[place] if rng.random() < 0.3 else rng.choice(towns[place])
        kind = rng.choices([Kind.SINGLE, Kind.JOINT, Kind.OFFICE, Kind.VILLAGE], [60, 20, 12, 8])[0]
        line = rng.choice(lines) if rng.random() < min(0.34, LINE_UNIONS * len(lines) / unions) else None
        values = {"line": line, "ownership": rng.choice(ownerships), "industry": rng.choice("ABCDEFGHIJ")}
        grassroots.append(found(parent, kind, f"第{number + 1}号单位工会委员会", area=areas[place], **values))
    for node in made:
        node.numchild = children.get(node.path, 0)
    Organisation.objects.bulk_create(made, batch_size=2_000)
    Placement.objects.bulk_create(_placements(made, areas), batch_size=5_000)
    Employer.objects.bulk_create(
        [
            Employer(
                pk=i, name=u.name[:-5], letters=letters_of(u.name[:-5]), ownership=u.ownership, industry=u.industry,
                head_count=rng.randrange(20, 900), area=u.area, federation=u.parent, union=u, union_since=u.founded_on, founded_on=date(1999, 1, 1),
            )
            for i, u in enumerate(grassroots, 1)
        ],
        batch_size=2_000,
    )  # fmt: skip


def a_day(rng: random.Random) -> date:
    return date(rng.randrange(1985, 2013), rng.randrange(1, 13), rng.randrange(1, 29))


def _placements(made: list, areas: list) -> list:
    """Where everybody stands, and twelve unions that stood in another county in the year of the report."""
    from guildhall.kernel.organisations.models import Placement  # noqa: PLC0415

    placed = []
    for number, node in enumerate(made):
        moved = node.depth > 2 and number % (len(made) // 12) == 0
        since = date(2013, 3, 1) if moved else node.founded_on
        placed.append(Placement(organisation=node, parent=node.parent, area=node.area, since=since))
        if moved:
            before = areas[(number + 5) % 14]
            placed.append(
                Placement(organisation=node, parent=before, area=before, since=date(1999, 1, 1), until=date(2013, 3, 1))
            )
    return placed


def sample_numbers() -> tuple[list[str], list[str]]:
    """The resident numbers and phones of the people who are looked up."""
    from guildhall.kernel.people.rules.identity import CHECK_DIGITS, WEIGHTS  # noqa: PLC0415

    numbers = []
    for i in range(SAMPLE):
        first = f"990{i % 900 + 100:03d}{1950 + i % 45}{i % 12 + 1:02d}{i % 28 + 1:02d}{i // 900 * 2 % 1000:03d}"
        total = sum(int(digit) * int(weight) for digit, weight in zip(first, WEIGHTS, strict=True))
        numbers.append(first + CHECK_DIGITS[total % 11])
    assert len(set(numbers)) == SAMPLE
    return numbers, [f"16{i * 7_919 % 10**9:09d}" for i in range(SAMPLE)]


def lay_pools(rows: int) -> None:
    """What the people are made of: names with their keys, unions by size, sealed numbers and phones."""
    from django.db import connection  # noqa: PLC0415

    from guildhall.demo.names import GIVEN, SURNAMES, surnames  # noqa: PLC0415
    from guildhall.kernel.crypto.blind import blind_index_hex_many  # noqa: PLC0415
    from guildhall.kernel.crypto.seal import encrypt_many  # noqa: PLC0415
    from guildhall.kernel.people.rules.names import name_keys  # noqa: PLC0415
    from guildhall.kernel.people.rules.pinyin import initials_many, pinyin_keys  # noqa: PLC0415
    from guildhall.kernel.people.rules.strokes import names_strokes  # noqa: PLC0415

    rng = random.Random(2012)  # noqa: S311
    words, weights = surnames(SURNAMES)
    parts = [(first.split(), second.split()) for first, second in GIVEN.values()]
    family = rng.choices(list(words), list(weights), k=NAMES)
    names = [f"{one}{rng.choice(first)}{rng.choice(second)}" for one in family for first, second in [rng.choice(parts)]]
    pinyin = pinyin_keys(names)
    numbers, phones = sample_numbers()
    sealed = (
        encrypt_many(numbers, label="people.person.document_number"),
        encrypt_many(phones, label="people.person.phone"),
    )
    indexes = blind_index_hex_many(_document_keys(numbers), purpose="people.document")
    phone_indexes = blind_index_hex_many(phones, purpose="people.phone")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_name"
            " (no int, name text, name_key text, pinyin text, initials text, strokes text)"
        )
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_seal (no int, number bytea, phone bytea, number_index uuid, phone_index uuid)"
        )
        with cursor.copy("COPY bench_name FROM STDIN") as copy:
            keys = (name_keys(names), pinyin, initials_many(pinyin), names_strokes(names))
            for row in zip(range(NAMES), names, *keys, strict=True):
                copy.write_row(row)
        with cursor.copy("COPY bench_seal FROM STDIN") as copy:
            for row in zip(range(SAMPLE), *sealed, indexes, phone_indexes, strict=True):
                copy.write_row(row)
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_union AS SELECT row_number() OVER (ORDER BY md5(o.id::text))::int - 1 AS no,"
            " o.id, o.area_id, e.id AS employer_id"
            " FROM organisations_organisation o JOIN organisations_employer e ON e.union_id = o.id"
        )
        cursor.execute("ANALYZE bench_name; ANALYZE bench_seal; ANALYZE bench_union")


def _document_keys(numbers: list[str]) -> list[str]:
    from guildhall.kernel.people.rules.identity import document_key  # noqa: PLC0415

    return [document_key("01", number) for number in numbers]


def step_of(rows: int) -> int:
    """Every so many-th person has a number that can be looked up; id = step × place in the sample."""
    return max(1, rows // SAMPLE)


def fill(cursor, rows: int) -> None:
    cursor.execute(f"SELECT setseed({SEED})")
    tell(
        f"  people {timed(lambda: cursor.execute(PEOPLE, {'rows': rows, 'step': step_of(rows), 'names': NAMES, 'sample': SAMPLE})):.0f} s"
    )
    tell(f"  memberships {timed(lambda: cursor.execute(SPELLS)):.0f} s")
    if rows <= WITH_EVENTS_UP_TO:
        tell(f"  events {timed(lambda: cursor.execute(EVENTS)):.0f} s")


PEOPLE = """
    INSERT INTO people_person (id, uuid, name, name_key, pinyin, initials, strokes, sex, born_on, document_type,
        document_number, document_index, phone, phone_index, nationality, education, political_status, household_type, employment_state,
        skill_level, work_form, job_title, is_migrant_worker, employer_id, home_union_id, area_id)
    SELECT d.g, gen_random_uuid(), n.name, n.name_key, n.pinyin, n.initials, n.strokes, CASE WHEN dice < 0.42 THEN '2' ELSE '1' END,
        date '1950-01-01' + (d.second * 15000)::int, '01',
        CASE WHEN d.is_sample OR d.second > 0.03 THEN s.number END,
        CASE WHEN d.is_sample THEN s.number_index WHEN d.second > 0.03 THEN gen_random_uuid() END,
        CASE WHEN d.is_sample OR d.dice > 0.06 THEN s.phone END,
        CASE WHEN d.is_sample THEN s.phone_index WHEN d.dice > 0.06 THEN gen_random_uuid() END,
        '01', (ARRAY['20','30','40','60','70'])[1 + floor(d.second * 5)::int], '13', '10', '24', '00',
        CASE WHEN d.dice > 0.97 THEN '03' ELSE '' END, '操作工', d.second < 0.35, u.employer_id, u.id, u.area_id
    FROM (
        SELECT g, floor(%(names)s * random() * random())::int AS name_no, random() AS dice, random() AS second,
               floor((SELECT count(*) FROM bench_union) * power(random(), 2))::int AS union_no,
               (g %% %(step)s = 0 AND g / %(step)s <= %(sample)s) AS is_sample
        FROM generate_series(1, %(rows)s) g OFFSET 0
    ) d
    JOIN bench_name n ON n.no = d.name_no
    JOIN bench_union u ON u.no = d.union_no
    JOIN bench_seal s ON s.no = (d.g / %(step)s + %(sample)s - 1) %% %(sample)s
"""
# Of a hundred people 93 stay where they joined, 3 were transferred once, 4 have left; 27 in a hundred joined in 2012.
SPELLS = """
    INSERT INTO people_spell (person_id, organisation_id, area_id, since, until, opened_by, closed_by, standing)
    SELECT p.id, CASE WHEN k.n = 1 AND p.dice < 0.03 THEN o.id ELSE p.home_union_id END,
        CASE WHEN k.n = 1 AND p.dice < 0.03 THEN o.area_id ELSE p.area_id END,
        CASE WHEN k.n = 2 THEN p.since + 400 ELSE p.since END,
        CASE WHEN k.n = 1 AND p.dice < 0.07 THEN p.since + 400 END,
        CASE WHEN k.n = 2 THEN 'transferred' ELSE 'joined' END,
        CASE WHEN k.n = 1 AND p.dice < 0.03 THEN 'transferred' WHEN k.n = 1 AND p.dice < 0.07 THEN 'left' ELSE '' END,
        CASE WHEN p.dice > 0.99 THEN 'retained' ELSE 'full' END
    FROM (
        SELECT id, home_union_id, area_id, random() AS dice,
            CASE WHEN random() < 0.27 THEN date '2012-01-01' + (random() * 364)::int
                 ELSE date '1995-01-01' + (random() * 6200)::int END AS since,
            floor((SELECT count(*) FROM bench_union) * random())::int AS other
        FROM people_person OFFSET 0
    ) p
    JOIN bench_union o ON o.no = p.other
    JOIN (VALUES (1), (2)) AS k (n) ON k.n = 1 OR p.dice < 0.03
"""
EVENTS = """
    INSERT INTO membership_event (person_id, spell_id, organisation_id, area_id, kind, happened_on, paper_number, note,
        recorded_by)
    SELECT person_id, id, organisation_id, area_id,
        CASE WHEN opened_by = 'transferred' THEN 'transferred_in' ELSE 'joined' END, since, '', '', '导入'
    FROM people_spell WHERE id %% 33 <> 0
    UNION ALL
    SELECT person_id, id, organisation_id, area_id,
        CASE WHEN closed_by = 'transferred' THEN 'transferred_out' ELSE closed_by END, until, '', '', '导入'
    FROM people_spell WHERE until IS NOT NULL
""".replace("%%", "%")


@contextmanager
def without_indexes(cursor):
    """The big tables without keys, indexes and triggers while they are filled; all of it stands again afterwards."""
    tables = "(" + ", ".join(f"'city.{table}'::regclass" for table in BIG) + ")"
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE contype IN ('f', 'p', 'u', 'x') AND (conrelid IN {tables} OR confrelid IN {tables})"
        " ORDER BY contype = 'f' DESC, contype = 'p'"
    )
    constraints = cursor.fetchall()
    for table, name, _, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN {tables}"
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in BIG:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in BIG:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    statements = [definition for _, definition in indexes]
    statements += [f'ALTER TABLE {t} ADD CONSTRAINT "{n}" {d}' for t, n, _, d in reversed(constraints)]
    for statement in statements:
        took = timed(lambda: cursor.execute(statement))  # noqa: B023
        if took > 5:
            tell(f"  {took:3.0f} s  {statement[:110]}")


OFFICERS = {
    "bench-city": "city.officer",
    "bench-county": "county.clerk",
    "bench-union": "union.chair",
    "bench-line": "industrial.officer",
}


def seat_officers() -> None:
    """An account for every reach that is measured: the city, a county, one union, a line of 300 unions."""
    from guildhall.kernel.access.models import Account, Post  # noqa: PLC0415
    from guildhall.kernel.organisations.models import Kind, Organisation  # noqa: PLC0415

    line = Organisation.objects.filter(kind=Kind.INDUSTRIAL).order_by("pk").first()
    seats = {
        "bench-city": Organisation.objects.get(depth=1),
        "bench-county": Organisation.objects.filter(kind=Kind.COUNTY).order_by("pk")[4],
        "bench-union": Organisation.objects.filter(kind=Kind.SINGLE).order_by("pk")[40],
        "bench-line": line,
    }
    for number, (username, role) in enumerate(OFFICERS.items()):
        account = Account.objects.create_account(username, display_name=username, person_id=7 + number)
        reaches = Post.Reaches.LINE if username == "bench-line" else Post.Reaches.BRANCH
        Post.objects.create(
            person_id=account.person_id, organisation=seats[username], area=seats[username].area, role=role,
            reaches=reaches, since=date(2012, 1, 1),
        )  # fmt: skip
