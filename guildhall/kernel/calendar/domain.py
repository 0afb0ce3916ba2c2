from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(
    Verbs(
        {
            "calendar.day.set": "调整工作日",
            "calendar.term.set": "修改法定期限",
            "calendar.year.publish": "登记年度放假安排",
        }
    )
)
