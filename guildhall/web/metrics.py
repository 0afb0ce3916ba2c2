"""How long pages take, counted in each process and told to a watcher by `/metrics`."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Histogram(
    "guildhall_request_seconds", "Time to answer, by page", ["page", "method", "status"], buckets=BUCKETS
)


class MetricsMiddleware:
    """Measures every request; a page is named by its route, never by its address, so no key or query is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = match.view_name if match is not None and match.view_name else "none"
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        REQUESTS.labels(page, method, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response
