from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(Verbs({"numbers.series.open": "启用编号", "numbers.series.close": "停用编号"}))
