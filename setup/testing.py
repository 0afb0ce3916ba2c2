"""`make test`: rules and verbs in parallel, then the journeys in a real browser; `make test d=aid`: one part."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup import database, environment, postgres

ROOT = environment.ROOT
PYTEST = [str(environment.PYTHON_PACKAGES / "bin" / "pytest"), "--quiet"]
JOURNEYS = Path("tests") / "journeys"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5
SEALED_PARTS = ("guildhall/kernel/people", "guildhall/kernel/files")


def parts_named(name: str) -> list[str]:
    """Return the folders of a domain, mechanism or kernel part."""
    found = [*ROOT.glob(f"guildhall/*/{name}"), *ROOT.glob(f"guildhall/{name}"), *ROOT.glob(name)]
    if not found:
        raise environment.SetupError(f"没有名为 {name} 的部分。 There is no part named {name}.")
    return [str(path.relative_to(ROOT)) for path in found]


def pytest(*arguments: str) -> int:
    """Run pytest; journeys and tests share a cluster that does not wait for the disk."""
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def test_everything() -> int:
    failed = pytest("-n", "logical", f"--ignore={JOURNEYS}")
    failed = pytest_under_the_national_suite() or failed
    if not any((ROOT / JOURNEYS).glob("test_*.py")):
        return failed
    if not any(shutil.which(browser) for browser in (os.environ.get("CHROMIUM", ""), *BROWSERS)):
        print(
            "没有 Chromium，无法运行浏览器测试。 The journeys need Chromium: apt-get install chromium fonts-wqy-microhei"
        )
        return 1
    return pytest(str(JOURNEYS)) or failed


def pytest_under_the_national_suite() -> int:
    """Run the sealed parts once more with SM4 and SM3."""
    os.environ["GUILDHALL_CRYPTO_SUITE"] = "sm"
    try:
        return pytest("-n", "logical", *SEALED_PARTS)
    finally:
        del os.environ["GUILDHALL_CRYPTO_SUITE"]


def test(part: str) -> int:
    os.environ["GUILDHALL_PG_FAST"] = "1"
    database.ensure()
    if not part:
        return test_everything()
    code = pytest("-n", "logical", *parts_named(part))
    return 0 if code == NOTHING_COLLECTED else code


if __name__ == "__main__":
    try:
        sys.exit(test(sys.argv[1] if len(sys.argv) > 1 else ""))
    except (environment.SetupError, postgres.PostgresError) as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
