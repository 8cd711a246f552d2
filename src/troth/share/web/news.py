"""What changed since somebody looked last."""

from datetime import datetime, timedelta
from typing import Any

from troth.share.desk.agenda import changes

from .scene import Scene, Seen, time_of

A_DAY = timedelta(days=1)


def since_of(scene: Scene, seen: Seen) -> datetime:
    """Since when changes are told: as the address asks, else since the last visit, else as the case has it, else a day.

    A visit, or a time of the case, that lies after the picture is of no use: then it is the day before the picture.

    A last visit is taken to the minute, so that those who come back often are shown pictures that are there already.
    """
    asked = time_of(scene.request, scene.desk, "since")
    visit = scene.last_visit
    last = None if visit is None else visit.replace(second=0, microsecond=0)
    if asked is not None:
        return asked
    known = (last, seen.index.case.get("since"))
    return next((at for at in known if at is not None and at < seen.run.as_of), seen.run.as_of - A_DAY)


def changed_since(scene: Scene, seen: Seen, since: datetime) -> list[dict[str, Any]]:
    """What changed, from the picture of then."""
    if since >= seen.run.as_of:
        return []
    return changes(seen.run, scene.desk.run(scene.viewer, as_of=since, explained=False))
