"""Row 3: first and deep pages of the roll, for every reach, as whole requests beside one index range."""

from bench import city, database
from bench.measuring import Measured, Report, beside, clock

ROW = "3 lists"
LIMIT = 0.050
DEPTHS = {"first page": 0.0, "page at 50 %": 0.5, "page at 99 %": 0.99}
COLUMNS = "id, name, sex, document_number, phone, home_union_id, education, pinyin"


def run(report: Report, sizes: list[int], *, runs: int = 30) -> None:
    for rows in sizes:
        name = city.ensure(rows)
        for username in city.OFFICERS:
            measure(report, name, rows, username, runs)


def measure(report: Report, name: str, rows: int, username: str, runs: int) -> None:
    from django.test import Client  # noqa: PLC0415

    from guildhall.domains.membership.views.register import VIEW, MemberList  # noqa: PLC0415
    from guildhall.kernel.access.actors import actor_for  # noqa: PLC0415
    from guildhall.kernel.access.models import Account  # noqa: PLC0415

    account = Account.objects.get(username=username)
    client = Client()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    opened = MemberList.opened_by(actor_for(account, city.TODAY))
    reach = opened.actor.reach(VIEW)
    with database.bare(name) as connection:
        where = floor_condition(reach)
        for depth, share in DEPTHS.items():
            key = key_at(connection, reach, share) if share else None
            address = "/desk/people/" + (opened.place_address("after", key) if key else "")

            def page(address=address):
                answer = client.get(address)
                assert answer.status_code == 200, answer.status_code

            def floor(key=key or ("", 0)):
                statement = f"SELECT {COLUMNS} FROM people_person WHERE {where} AND voided_at IS NULL"
                statement += " AND (pinyin, id) > (%s, %s) ORDER BY pinyin, id LIMIT 51"
                connection.execute(statement, key).fetchall()

            took, floors = beside(page, floor, runs=runs)
            what = f"{username.removeprefix('bench-')}, {depth}"
            report.add(
                Measured(
                    ROW, what, rows, f"{clock(took.p50)}", clock(floors.p50), f"{took.p50 / floors.p50:.1f} ×",
                    f"< 50 ms (p95 {clock(took.p95)})", took.p50 < LIMIT,
                )
            )  # fmt: skip


def floor_condition(reach) -> str:
    """One index range of the size of this reach; of a line of unions, its own area's."""
    if reach.everything:
        return "true"
    if reach.areas:
        return f"area_id = {min(reach.areas)}" if not reach.organisations else "true"
    return f"home_union_id = {min(reach.organisations)}"


def key_at(connection, reach, share: float) -> tuple[str, int]:
    """The key of the row so far into the list."""
    within, keys = "true", []
    if not reach.everything:
        within, keys = "area_id = ANY(%s) OR home_union_id = ANY(%s)", [list(reach.areas), list(reach.organisations)]
    within = f"({within}) AND voided_at IS NULL"
    count = connection.execute(f"SELECT count(*) FROM people_person WHERE {within}", keys).fetchone()[0]
    statement = f"SELECT pinyin, id FROM people_person WHERE {within} ORDER BY pinyin, id OFFSET %s LIMIT 1"
    return connection.execute(statement, [*keys, max(0, min(int(count * share), count - 52))]).fetchone()
