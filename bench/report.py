"""Row 4: every offered figure of a year by county, beside one scan of each table that the figures read."""

from bench import city, database
from bench.measuring import Report, beside

ROW = "4 a year's report"
GOAL = 4.0


def run(report: Report, sizes: list[int], *, runs: int = 5) -> None:
    from django.core.cache import cache  # noqa: PLC0415

    from guildhall.mechanisms.indicators import queries  # noqa: PLC0415
    from guildhall.mechanisms.indicators.rules.periods import year  # noqa: PLC0415

    for rows in sizes:
        name = city.ensure(rows)
        known = queries.catalogue()
        with database.bare(name) as connection:
            bases = sorted(base_tables(known.values()))
            facts = sorted({*bases, "people_person"})

            def read(known=known):
                cache.clear()  # counts that are kept for a while would be measured, not counted
                assert queries.read(list(known), year(2012), by="area").parts

            def scan(tables):
                for table in tables:
                    connection.execute(
                        f"SELECT area_id, count(*) FROM {table} WHERE created_at > '2000-01-01' GROUP BY 1"
                    )

            took, floor = beside(read, lambda: scan(facts), runs=runs, warm=1)  # noqa: B023
            _, strict = beside(lambda: None, lambda: scan(bases), runs=runs, warm=1)  # noqa: B023
        what = f"{len(known)} figures by county beside one scan of"
        report.slower(ROW, f"{what} {len(facts)} tables that hold their facts", rows, took.p50, floor.p50, goal=GOAL)
        report.slower(ROW, f"{what} {len(bases)} base tables only", rows, took.p50, strict.p50)


def base_tables(figures) -> set[str]:
    from guildhall.mechanisms.indicators.models import Indicator  # noqa: PLC0415

    return {figure.base._meta.db_table for figure in figures if isinstance(figure, Indicator)}
