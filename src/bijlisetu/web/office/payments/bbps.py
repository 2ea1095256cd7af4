"""What everybody owes, as the file that BBPS takes: the book of deeds says who took it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

import bijlisetu.audit.actions as audit
from bijlisetu.payments.bbps.biller import biller_named
from bijlisetu.payments.bbps.uploading import lines
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import everywhere_or_missing, person_of, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def bills(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the file of one biller; whoever comes without a press, after a login say, begins at their own page."""
    everywhere_or_missing(request, Deed.PLACE_PAYMENT)
    if name not in settings.BBPS_SECRETS:
        raise Http404
    if request.method != "POST":
        return redirect("office:home")
    by, at = person_of(request).get_username(), timezone.now()
    audit.note(deed="payments.bills_given", records=[f"file:{name}.csv"], by=by, at=at)
    answer = StreamingHttpResponse(lines(biller_named(name)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
