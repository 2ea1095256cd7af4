"""Our texts as their registrar knows them: approved, paused, put in another category; by webhook, list or refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from bijlisetu.channels.letter import Remedy
from bijlisetu.channels.news import TemplateNews, TemplateState
from bijlisetu.channels.whatsapp.content import Otp, Template
from bijlisetu.channels.whatsapp.templates.registered import Registered, mismatch
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import specimen
from bijlisetu.kinds.kind import MARKETING
from bijlisetu.outbox import incidents
from bijlisetu.outbox.models import RegisteredTemplate
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import Language

#: A template that a refusal called paused, with no webhook since, is tried again after Meta's first pause.
TRIED_AGAIN_AFTER = timedelta(hours=3)

#: What the news does not tell stays. An older word does not undo a newer one, and an approval does not undo what we
#: found unfit.
LEARN = """
WITH before AS (SELECT category FROM outbox_registeredtemplate WHERE name = %(name)s AND language = %(language)s)
INSERT INTO outbox_registeredtemplate AS known (name, language, state, category, quality, detail, changed_at)
VALUES (%(name)s, %(language)s, coalesce(%(state)s, 'approved'), coalesce(%(category)s, ''), coalesce(%(quality)s, ''),
        %(detail)s, %(at)s)
ON CONFLICT (name, language) DO UPDATE
SET state = CASE WHEN known.state = 'unfit' AND %(state)s = 'approved' AND NOT %(is_checked)s THEN known.state
                 ELSE coalesce(%(state)s, known.state) END,
    category = coalesce(%(category)s, known.category), quality = coalesce(%(quality)s, known.quality),
    detail = excluded.detail, changed_at = excluded.changed_at
WHERE known.changed_at <= excluded.changed_at
RETURNING state, coalesce((SELECT category FROM before), '')
"""


@transaction.atomic
def learn(*, news: Sequence[TemplateNews], is_checked: bool = False) -> None:
    """
    Take over what was told of templates, in the order in which it happened; a person hears of each trouble once.

    What we found unfit goes on only when our texts have been checked once more against what is registered.
    """
    ours = _ours() if news else {}
    for told in sorted(news, key=lambda one: one.at):
        known = rows(
            LEARN, name=told.name, language=told.language, state=told.state, category=told.category,
            quality=told.quality, detail=told.detail[:500], at=told.at, is_checked=is_checked,
        )  # fmt: skip
        # Other teams may share the account, and nobody here can mend their texts.
        if known and (declared := ours.get((told.name, told.language))):
            state, category = known[0]
            _alarm(told, TemplateState(state))
            _alarm_of_price(told, category_before=category, declared=declared.category)


def refused(*, kind: str, language: str, remedy: Remedy | None, detail: str, at: datetime) -> None:
    """Note that the registrar or we ourselves refused a letter for its template's sake: the kind stops there."""
    texts = kinds()[kind].whatsapp
    if not texts:  # words of our own have no template
        return
    name = texts[Language(language)].template
    state = TemplateState.DISABLED if remedy is Remedy.NEW_TEMPLATE else TemplateState.PAUSED
    learn(news=[TemplateNews(at=at, name=name, language=language, state=state, detail=detail)])


@transaction.atomic
def listed(*, templates: Sequence[Registered], at: datetime) -> None:
    """
    Take over the registrar's own list.

    A text of ours that does not fit what is registered stays stopped, approved or not, until one of the two is mended.
    """
    ours = _ours()
    news = [_news(template, ours.get((template.name, template.language)), at) for template in templates]
    learn(news=news, is_checked=True)


class OurText(NamedTuple):
    """A text of ours: filled with what its facts look like, and in which category we declare it."""

    letter: Template | Otp
    category: str


def _ours() -> dict[tuple[str, str], OurText]:
    return {
        (text.template, str(language)): OurText(specimen(kind, language), text.category.lower())
        for kind in kinds().values()
        for language, text in kind.whatsapp.items()
    }


def _news(template: Registered, ours: OurText | None, at: datetime) -> TemplateNews:
    state, detail = template.state, ""
    if state in (None, TemplateState.APPROVED) and ours and (why := mismatch(ours.letter, template)):
        state, detail = TemplateState.UNFIT, why
    return TemplateNews(
        at=at, name=template.name, language=template.language, state=state,
        category=template.category or None, quality=template.quality or None, detail=detail,
    )  # fmt: skip


def shut(*, at: datetime) -> frozenset[tuple[str, str]]:
    """Return name and language of the templates that may not be sent now."""
    return frozenset(
        (row.name, row.language)
        for row in RegisteredTemplate.objects.exclude(state=TemplateState.APPROVED)
        if row.state != TemplateState.PAUSED or at - row.changed_at < TRIED_AGAIN_AFTER
    )


def _alarm(told: TemplateNews, state: TemplateState) -> None:
    subject = f"{told.name} ({told.language})"
    if state is TemplateState.APPROVED:
        incidents.end(kind="template", subject=subject, at=told.at)
    elif state is not TemplateState.PENDING:
        incidents.note(kind="template", subject=subject, detail=f"{state}: {told.detail}".rstrip(": "), at=told.at)


def _alarm_of_price(told: TemplateNews, *, category_before: str, declared: str) -> None:
    """
    Tell a person that a text of ours became marketing: it costs more and people may refuse it.

    What we declared so ourselves is no news, and neither is what was told before: an officer may have closed it.
    """
    if told.category == MARKETING and MARKETING not in (category_before, declared):
        subject = f"{told.name} ({told.language})"
        incidents.note(kind="template_category", subject=subject, detail="now marketing", at=told.at)
