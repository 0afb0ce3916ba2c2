"""Make what a fresh machine lacks: the virtual environment, its pinned packages and the front-end files, each only when its pins changed.

Usage: python3 -m setup.environment local|dev
"""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
PYTHON_PACKAGES = ROOT / ".venv"
NODE_PACKAGES = ROOT / ".venv-node"
FRONT_END = ROOT / "guildhall" / "web" / "static" / "web" / "vendor"
STAMPS = ROOT / "var" / "stamps"
CONTAINING = {"base": ("base", "local", "dev"), "local": ("local", "dev"), "dev": ("dev",), "node": ("node",)}


class SetupError(RuntimeError):
    """The machine cannot be prepared; the message says what to do."""


def prepare(packages: str) -> None:
    """Bring the environment up to its pins; does nothing, fast, when they have not changed."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"需要 Python 3.11 或更高版本。 Python >= 3.11 is needed, this is {platform.python_version()}."
        )
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_packages(PYTHON_PACKAGES, packages)
        build_front_end()


def install_packages(folder: Path, packages: str) -> None:
    """Install one requirement file into a virtual environment, unless it or a larger one is there already."""
    if any(is_stamped(f"{folder.name}-{name}", stamp_of_packages(folder, name)) for name in CONTAINING[packages]):
        return
    tell("安装 Python 软件包（仅首次）", f"installing Python packages: requirements/{packages}.txt")
    create_environment(folder)
    pins = str(ROOT / "requirements" / f"{packages}.txt")
    quietly(
        *pip_of(folder), "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-q", "-r", pins
    )
    stamp(f"{folder.name}-{packages}", stamp_of_packages(folder, packages))


def stamp_of_packages(folder: Path, packages: str) -> str:
    configuration = folder / "pyvenv.cfg"
    made_by = configuration.read_text() if configuration.exists() else "nothing yet"
    return digest([ROOT / "requirements" / f"{packages}.txt"], made_by)


def create_environment(folder: Path) -> None:
    """Make a virtual environment, or make it again when its interpreter is gone."""
    python = folder / "bin" / "python"
    if python.exists() and not subprocess.run([str(python), "-c", ""], capture_output=True).returncode:
        return
    shutil.rmtree(folder, ignore_errors=True)
    has_pip = not subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode
    quietly(sys.executable, "-m", "venv", *([] if has_pip else ["--without-pip"]), str(folder))


def pip_of(folder: Path) -> list[str]:
    """Return the environment's own pip, or the machine's working on it (Debian without python3-venv)."""
    python = str(folder / "bin" / "python")
    if not subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        return [python, "-m", "pip"]
    if not subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode:
        return [sys.executable, "-m", "pip", "--python", python]
    raise SetupError("此 Python 没有 pip，请安装 python3-venv。 This Python has no pip: install python3-venv.")


def build_front_end() -> None:
    """Fetch the pinned front-end packages and build the files that pages load."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json", *(ROOT / "setup" / "frontend").iterdir()]
    wanted = digest(sources)
    if FRONT_END.exists() and is_stamped("front-end", wanted):
        return
    tell("准备网页文件（仅首次）", "fetching and building front-end files")
    programs = node_programs()
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    quietly(str(programs / "npm"), "ci", environment=environment)
    quietly(str(programs / "node"), "setup/frontend/build.js", str(FRONT_END), environment=environment)
    stamp("front-end", wanted)


def node_programs() -> Path:
    """Return the folder with node and npm: the machine's if recent enough, else the one from a wheel."""
    node = shutil.which("node")
    if node and shutil.which("npm") and (Path(node).parent / "npm").exists() and version_of_node(node) >= OLDEST_NODE:
        return Path(node).parent
    install_packages(NODE_PACKAGES, "node")
    return NODE_PACKAGES / "bin"


def version_of_node(node: str) -> int:
    printed = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", printed)
    return int(found[1]) if found else 0


def quietly(*command: str, environment: dict[str, str] | None = None) -> None:
    """Run a command from the project's root; its output is shown only when it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SetupError(f"{done.stdout}\n失败 failed: {' '.join(command)}")


def digest(files: Iterable[Path], *texts: str) -> str:
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for text in texts:
        found.update(text.encode())
    return found.hexdigest()


def is_stamped(name: str, value: str) -> bool:
    path = STAMPS / name
    return path.exists() and path.read_text() == value


def stamp(name: str, value: str) -> None:
    (STAMPS / name).write_text(value)


def tell(chinese: str, english: str) -> None:
    print(f"· {chinese} · {english}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        prepare(sys.argv[1])
    except SetupError as reason:
        sys.exit(str(reason))
