from pathlib import Path

import pytest

from guildhall.kernel.crypto import keys


@pytest.fixture
def keys_file(tmp_path: Path, settings):
    """A keys file of this test alone."""
    path = tmp_path / "keys.json"
    settings.GUILDHALL_KEYS_FILE = str(path)
    keys.write_first_keys(path)
    return path
