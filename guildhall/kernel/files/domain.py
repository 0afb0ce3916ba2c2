from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(Verbs({"files.file.upload": "上传文件", "files.file.open": "打开文件", "web.list.export": "导出列表"}))
