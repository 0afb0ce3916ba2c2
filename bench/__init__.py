"""Each measurement beside its floor, in one run: absolute numbers of other machines mean nothing."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
