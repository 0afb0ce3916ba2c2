"""Which keys a file of keys holds, said so that nothing of a key can be learnt from it."""

import hashlib
import json
from pathlib import Path

from guildhall.kernel.crypto.keys import KeysUnusable, keys_path

LENGTH = 20


def fingerprints(path: Path | None = None) -> dict[str, str]:
    """Each key's name, such as `keys/1` or `index/1`, and a digest of its secret; raises `KeysUnusable`."""
    kept = path or keys_path()
    try:
        written = json.loads(kept.read_text(encoding="utf-8"))
        secrets = {f"keys/{number}": entry["secret"] for number, entry in written["keys"].items()}
        for number, entry in written["index"]["keys"].items():
            secrets[f"index/{number}"] = entry["secret"] if isinstance(entry, dict) else entry
    except FileNotFoundError:
        raise KeysUnusable(f"密钥文件 {kept} 不存在") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise KeysUnusable(f"密钥文件 {kept} 无法读取或内容有误") from None
    return {
        name: hashlib.sha256(f"guildhall {name} {secret}".encode()).hexdigest()[:LENGTH]
        for name, secret in secrets.items()
    }
