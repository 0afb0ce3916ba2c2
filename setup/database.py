"""Run a command with a database that is there, migrated and keyed: python3 -m setup.database COMMAND ARGUMENT…

With `--bare` before the command only the server is started: a restore brings its own tables and keys.
"""

import os
import subprocess
import sys

from setup import environment, postgres

PYTHON = str(environment.PYTHON_PACKAGES / "bin" / "python")


def ensure() -> None:
    """Start the embedded database unless DATABASE_URL names another."""
    if not os.environ.get("DATABASE_URL"):
        postgres.ensure(environment.ROOT)


def manage(*arguments: str) -> None:
    """Run a Django command and end with its message if it fails."""
    if subprocess.run([PYTHON, "manage.py", *arguments], cwd=environment.ROOT).returncode:
        raise environment.SetupError(f"失败 failed: manage.py {' '.join(arguments)}")


def make_ready() -> None:
    """Make the keys and bring the tables up to date."""
    ensure()
    manage("make_keys", "--if-missing")
    manage("migrate", "--no-input", "-v", "0")


if __name__ == "__main__":
    try:
        is_bare = sys.argv[1:2] == ["--bare"]
        (ensure if is_bare else make_ready)()
        sys.exit(subprocess.run(sys.argv[2:] if is_bare else sys.argv[1:], cwd=environment.ROOT).returncode)
    except (environment.SetupError, postgres.PostgresError) as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
