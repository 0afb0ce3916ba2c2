from pathlib import Path

import pytest

from guildhall.kernel.crypto import keys


@pytest.fixture(params=["aes", "sm"])
def keys_file(request, tmp_path: Path, settings):
    """A keys file of this test alone, under either suite."""
    settings.GUILDHALL_CRYPTO_SUITE = request.param
    path = tmp_path / "keys.json"
    settings.GUILDHALL_KEYS_FILE = str(path)
    keys.write_first_keys(path)
    return path
