"""Any figure from the command line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.rules.arithmetic import plain
from guildhall.mechanisms.indicators.rules.periods import read_period


class Command(BaseCommand):
    help = "Print figures of a period: code, name, value, unit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", required=True, help="2012, 2012-03 or 2011-10-01..2012-09-30")
        parser.add_argument("--union", help="code of a federation or union; the whole city without it")
        parser.add_argument("--code", action="append", help="code of a figure; all without it")
        parser.add_argument("--by", default="", help="area, or a breakdown that the figures declare")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            period = read_period(options["period"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        reach = EVERYTHING
        if options["union"]:
            union = Organisation.objects.filter(code=options["union"]).first()
            if union is None:
                raise CommandError(f"没有组织代码 {options['union']}")
            reach = queries.reach_below(union)
        known = queries.catalogue()
        codes = options["code"] or sorted(known)
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise CommandError(f"没有指标 {'、'.join(unknown)}")
        readings = queries.read(codes, period, reach, by=options["by"], figures=known)
        rows = [_row(reading) for reading in readings.whole.values()]
        for row in rows:
            code = row["code"]
            if options["by"]:
                names = queries.part_names(code, options["by"], readings.parts, known)
                row["parts"] = {names[key]: _shown(part[code].value) for key, part in readings.parts.items()}
        if options["as_json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row['code']}\t{row['name']}\t{row['value']}\t{row['unit']}")


def _shown(value: Any) -> str | None:
    return None if value is None else plain(value)


def _row(reading: queries.Reading) -> dict[str, Any]:
    row = {
        "code": reading.figure.code,
        "name": reading.figure.name,
        "value": _shown(reading.value),
        "unit": reading.figure.unit,
        "version": reading.figure.version,
    }
    if reading.denominator is not None:
        row |= {"numerator": _shown(reading.numerator), "denominator": _shown(reading.denominator)}
    return row
