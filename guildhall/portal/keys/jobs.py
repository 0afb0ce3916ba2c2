"""The rotation of keys as background work."""

from typing import Any

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import Run, job
from guildhall.portal.keys.rotating import rotate


@job("portal.rotate_keys", title="密钥轮换")
def rotate_keys(run: Run) -> dict[str, Any]:
    """Seal everything anew and rebuild the indexes; goes on from what stands."""
    done = rotate(run)
    note(actor=run.actor, verb="portal.keys.rotate", after=done)
    total = done["rows"]
    said = (
        f"已重新加密 {total} 条" if not done["left"] else f"已重新加密 {total} 条，还有 {done['left']} 条，请再运行一次"
    )
    unreadable = done["unreadable_files"]
    run.advance(1, 1, f"{said}；有 {unreadable} 个文件无法打开，请核对备份" if unreadable else said)
    return dict(done)
