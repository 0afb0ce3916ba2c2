"""What the pages of exchange do alike."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from guildhall.kernel.refusal import Refused

VIEW, DESIGN = "workbooks.exchange.view", "workbooks.profile.design"
MAKE, SETTLE, SPLIT = "workbooks.exchange.make", "workbooks.difference.settle", "workbooks.split.make"
FILES = ("上报文件", "/desk/exchange/files/")
READS = ("回读核对", "/desk/exchange/reads/")
PROFILES = ("交换方案", "/desk/exchange/profiles/")
SPLITS = ("分发填报", "/desk/exchange/splits/")


@contextmanager
def on_disk(upload):
    """An upload as a path, for as long as the block lasts."""
    with tempfile.NamedTemporaryFile(prefix="guildhall-", suffix=Path(upload.name).suffix) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
