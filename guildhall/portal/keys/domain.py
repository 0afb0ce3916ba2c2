"""Who may see how the keys stand, and change them."""

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.portal.keys import jobs  # noqa: F401 - declares its work

MANAGE = "crypto.key.manage"

offer(
    Domain(
        code="keys",
        name="密钥",
        permissions={MANAGE: "轮换加密密钥"},
        roles={"system.administrator": [MANAGE]},
        menu=[("密钥轮换", "keys:keys", MANAGE)],
        order=905,
        icon="key",
    ),
    Verbs({"portal.keys.rotate": "轮换密钥", "portal.keys.retire": "停用旧密钥"}),
)
