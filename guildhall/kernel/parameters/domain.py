from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter

offer(
    Parameter(code="city.name", label="城市名称", kind=Kind.TEXT, help="例如：锦州市"),
    Parameter(code="city.federation", label="总工会全称", kind=Kind.TEXT, help="例如：锦州市总工会"),
    Parameter(code="city.federation_short", label="总工会简称", kind=Kind.TEXT, help="例如：市总工会"),
    Parameter(code="city.division", label="行政区划代码", kind=Kind.TEXT, help="六位数字，例如：210700"),
    Parameter(code="city.hotline", label="职工维权服务热线", kind=Kind.TEXT, default="12351", source="全国统一号码"),
    Verbs({"parameters.value.set": "设置参数", "parameters.retention.blank": "清除保存期满的个人信息"}),
)
