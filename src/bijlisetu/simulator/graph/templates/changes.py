"""What Meta does to templates by itself, and how it tells."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bijlisetu.simulator.graph.templates.template import CATEGORIES, Template

#: The state that each event leaves a template in.
STATES = {
    "APPROVED": "APPROVED",
    "REINSTATED": "APPROVED",
    "UNARCHIVED": "APPROVED",
    "ARCHIVED": "ARCHIVED",
    "DISABLED": "DISABLED",
    "FLAGGED": "FLAGGED",
    "IN_APPEAL": "IN_APPEAL",
    "PAUSED": "PAUSED",
    "PENDING": "PENDING",
    "PENDING_DELETION": "PENDING_DELETION",
    "REJECTED": "REJECTED",
}
QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
HOLDINGS = ("held_for_quality_assessment", "paused", "")
DAY = 24 * 3600

News = tuple[str, Mapping[str, object]]


class NotDone(ValueError):
    """What is wanted cannot be done."""


def template_news(template: Template, wanted: Mapping[str, Any]) -> tuple[list[News], dict[str, Any]]:
    """
    Return what is told of the template, by field, and what changes in it.

    :raises NotDone: if Meta does no such thing
    """
    named = {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }
    changes: dict[str, Any] = {}
    told = [*_state(wanted, changes), *_category(template, wanted, changes), *_quality(template, wanted, changes)]
    if "holding" in wanted:
        changes["holding"] = _one_of("holding", wanted, HOLDINGS)
    return [(field, {**value, **named}) for field, value in told], changes


def _state(wanted: Mapping[str, Any], changes: dict[str, Any]) -> Iterator[News]:
    if "event" in wanted:
        event = _one_of("event", wanted, tuple(STATES))
        changes["status"] = STATES[event]
        yield "message_template_status_update", {"event": event, "reason": str(wanted.get("reason", "NONE"))}


def _category(template: Template, wanted: Mapping[str, Any], changes: dict[str, Any]) -> Iterator[News]:
    if "category" not in wanted:
        return
    category = _one_of("category", wanted, CATEGORIES)
    if wanted.get("notice"):
        # Meta tells of it a day ahead; nothing changes yet.
        due = int(time.time()) + DAY
        notice = {"new_category": template.category, "correct_category": category, "category_update_timestamp": due}
        yield "template_category_update", notice
        return
    changes["category"] = category
    yield "template_category_update", {"previous_category": template.category, "new_category": category}


def _quality(template: Template, wanted: Mapping[str, Any], changes: dict[str, Any]) -> Iterator[News]:
    if "quality" in wanted:
        quality = _one_of("quality", wanted, QUALITIES)
        changes |= {"quality": quality, "rated_at": int(time.time())}
        scores = {"previous_quality_score": template.quality, "new_quality_score": quality}
        yield "message_template_quality_update", scores


def _one_of(name: str, wanted: Mapping[str, Any], among: Sequence[str]) -> str:
    if wanted[name] not in among:
        raise NotDone(f"{name}: must be one of {', '.join(one or 'nothing' for one in among)}")
    return str(wanted[name])
