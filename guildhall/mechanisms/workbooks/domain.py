"""What workbooks offer: the names of what is done with them."""

from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(
    Verbs(
        {
            "workbooks.import.receive_upload": "上传表格",
            "workbooks.import.confirm_match": "确认列的对应",
            "workbooks.import.record_preview": "检查完成",
            "workbooks.import.confirm_merge": "确认导入",
            "workbooks.import.record_merged": "导入完成",
            "workbooks.import.record_failure": "导入出错",
            "workbooks.import.cancel": "取消导入",
            "workbooks.import.resume": "继续导入",
            "workbooks.import.take_back": "撤回导入",
            "workbooks.import.record_taken_back": "撤回完成",
        }
    )
)
