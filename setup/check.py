"""`make check`: every check that needs no test run, side by side; what fails is printed whole."""

import os
import subprocess
import sys
import time

from setup import database, environment, postgres

ROOT = environment.ROOT
PROGRAMS = environment.PYTHON_PACKAGES / "bin"
PYTHON = str(PROGRAMS / "python")
SLOWEST_FIRST = {
    "types": [str(PROGRAMS / "mypy"), "guildhall", "config", "setup"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "imports": [str(PROGRAMS / "lint-imports")],
    "templates": [str(PROGRAMS / "djlint"), "guildhall", "--lint", "--quiet"],
    "lint": [str(PROGRAMS / "ruff"), "check", "--output-format", "concise", "."],
    "format": [str(PROGRAMS / "ruff"), "format", "--check", "--output-format", "concise", "."],
    "css": [PYTHON, "-m", "setup.check_css"],
}


def start(command: list[str]) -> subprocess.Popen[str]:
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def check() -> int:
    """Run all checks at once and return how many failed."""
    database.ensure()
    began = time.monotonic()
    running = {name: start(command) for name, command in SLOWEST_FIRST.items()}
    failed = []
    for name, process in running.items():
        output, _ = process.communicate()
        if process.returncode:
            failed.append(name)
            print(f"--- {name}\n{output.strip()}\n")
    took = f"{time.monotonic() - began:.1f} s"
    print(f"{', '.join(failed)}: failed ({took})" if failed else f"{', '.join(running)}: good ({took})")
    return len(failed)


if __name__ == "__main__":
    try:
        sys.exit(1 if check() else 0)
    except postgres.PostgresError as reason:
        sys.exit(str(reason))
