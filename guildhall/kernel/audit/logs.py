"""One JSON object a line; messages come from code, so no personal data stands in them."""

import json
import logging
from datetime import datetime
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, and the place of an error without the values of its variables."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, CITY_TIME).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = self._places(record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False)

    @staticmethod
    def _places(traceback: object) -> list[str]:
        places = []
        while traceback is not None:
            code = traceback.tb_frame.f_code  # type: ignore[attr-defined]
            places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")  # type: ignore[attr-defined]
            traceback = traceback.tb_next  # type: ignore[attr-defined]
        return places[-8:]
