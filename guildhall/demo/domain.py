from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(
    Verbs(
        {
            "demo.city.found_unions": "建立样板工会",
            "demo.city.register_employers": "登记样板单位",
            "demo.city.register_people": "登记样板人员",
            "demo.city.admit_members": "登记样板会籍",
            "demo.city.record_events": "登记样板会籍变动",
            "demo.city.appoint_officers": "任命样板干部",
        }
    )
)
