from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(Verbs({"web.list.export": "导出名单", "files.file.open": "下载敏感附件"}))
