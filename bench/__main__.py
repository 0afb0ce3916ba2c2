"""`python -m bench [import lookups lists report frozen restore returns] [--rows 1000000] [--big 10000000] [--quick]`."""

import argparse
import sys
import time
import warnings
from collections.abc import Callable

from bench import city, database, exchange, frozen, lists, lookups, report, restore, returns
from bench.measuring import Report, tell

Part = Callable[[Report, argparse.Namespace], None]


def import_roster(told: Report, chosen: argparse.Namespace) -> None:
    from bench import roster  # noqa: PLC0415

    roster.run(chosen.rows, told)


def sizes(chosen: argparse.Namespace) -> list[int]:
    return [chosen.rows, *([chosen.big] if chosen.big > chosen.rows else [])]


PARTS: dict[str, Part] = {
    "import": import_roster,
    "lookups": lambda told, chosen: lookups.run(told, sizes(chosen), seconds=1 if chosen.quick else 2.5),
    "lists": lambda told, chosen: lists.run(told, sizes(chosen), runs=10 if chosen.quick else 30),
    "report": lambda told, chosen: report.run(told, [max(chosen.rows // 10, 20_000), chosen.rows]),
    "exchange": lambda told, chosen: exchange.run(told, min(chosen.rows, exchange.CITY)),
    "frozen": lambda told, chosen: frozen.run(told, [chosen.rows], runs=10 if chosen.quick else 30),
    "restore": lambda told, chosen: restore.run(told, [chosen.rows]),
    "returns": lambda told, chosen: returns.run(told, [chosen.rows], runs=8 if chosen.quick else 15),
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Each measurement beside its floor.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--rows", type=int, default=1_000_000, help="people of the city")
    parser.add_argument("--big", type=int, default=10_000_000, help="people of the big city, for lookups and lists")
    parser.add_argument("--quick", action="store_true", help="a city of 50,000, no big one, fewer runs")
    parser.add_argument("--rebuild", action="store_true", help="build the databases anew")
    parser.add_argument("--clean", action="store_true", help="drop the databases of the bench, measure nothing")
    chosen = parser.parse_args()
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if chosen.quick:
        chosen.rows, chosen.big = min(chosen.rows, 50_000), 0
    return chosen


def main() -> int:
    chosen = read_arguments()
    if chosen.clean:
        print("\n".join(f"dropped {name}" for name in database.clean()))
        return 0
    warnings.filterwarnings("ignore", message="No directory at")  # pages are measured, not pictures
    database.begin()
    if chosen.rebuild:
        for rows in sizes(chosen):
            city.ensure(rows, rebuild=True)
    told = Report()
    print("row\twhat\tpeople\tmeasured\tfloor\tratio\tgoal\t")
    failed = []
    for name in chosen.parts or PARTS:
        began = time.monotonic()
        try:
            PARTS[name](told, chosen)
        except Exception as error:  # one part that fails does not hide the others
            failed.append(f"{name}: {type(error).__name__}: {error}")
            tell(failed[-1])
        tell(f"{name}: {time.monotonic() - began:.0f} s")
    told.table()
    told.growth()
    for failure in failed:
        print(f"failed\t{failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
