"""Forms: what a reader filled in, as plain texts, and who may send them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from troth.share.accounts import may

from .faults import FaultError
from .scene import Scene
from .sites import is_foreign

MOST_FIELDS = 200
MOST_FILE = 5_000_000
"""Bytes of one file that is posted."""
SEVERAL = frozenset({"term_ids", "release_to"})
"""Fields of which several may be ticked; they become one cell with semicolons."""
TOKEN = "csrf"  # noqa: S105 - the name of a field, no secret


class Guard(Protocol):
    """What keeps a form from being sent by another site in the name of whoever is logged in."""

    def token(self, request: Request) -> str:
        """What every form carries."""
        ...

    def check(self, request: Request, form: Mapping[str, str]) -> None:
        """Refuse a form that does not carry it, or comes from elsewhere.

        Raises
        ------
        FaultError
            It is refused; nothing was done.
        """
        ...


class SameOrigin:
    """The guard of a desk without accounts: a form must come from a page of the same address."""

    def token(self, request: Request) -> str:
        """None is needed."""
        del request
        return ""

    def check(self, request: Request, form: Mapping[str, str]) -> None:
        """Refuse what a browser says comes from another site."""
        del form
        if is_foreign(request):
            raise FaultError(403, "form")


def require(scene: Scene, action: str) -> None:
    """Refuse whoever may not do something.

    Raises
    ------
    FaultError
        Nobody is logged in (401), or the role or the key does not allow it (403).
    """
    if not scene.signed_in:
        raise FaultError(401, "login")
    if not may(scene.caller.role, action):
        raise FaultError(403, "role", {"role": scene.texts(f"role.{scene.caller.role}")})
    if not scene.caller.may(action):
        raise FaultError(403, "scope")
    if scene.viewer != scene.caller.viewer:
        raise FaultError(403, "foreign")


async def read_form(scene: Scene, action: str, *, files: int = 0) -> FormData:
    """The fields of a form that somebody sent who may send it.

    Parameters
    ----------
    files
        How many files may come with it; `file_of` lets them go.
    """
    require(scene, action)
    request = scene.request
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise FaultError(415, "form.kind")
    form = await request.form(max_files=files, max_fields=MOST_FIELDS)
    plain = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        request.app.state.guard.check(request, plain)
    except BaseException:
        await form.close()
        raise
    return form


def cells_of(form: FormData, names: Sequence[str]) -> dict[str, str]:
    """The filled-in fields by name; several ticks of one field are one cell."""
    found: dict[str, str] = {}
    for name in names:
        values = [str(value).strip() for value in form.getlist(name) if isinstance(value, str)]
        text = ";".join(value for value in values if value) if name in SEVERAL else "".join(values[:1])
        if text:
            found[name] = text
    return found


async def file_of(form: FormData, name: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that was sent; empty where none was chosen."""
    sent = form.get(name)
    content = await sent.read(MOST_FILE + 1) if isinstance(sent, UploadFile) else b""
    await form.close()  # a large one lies on the disk until then
    if not isinstance(sent, UploadFile):
        return "", b""
    if len(content) > MOST_FILE:
        raise FaultError(413, "file", {"most": str(MOST_FILE // 1_000_000)})
    return (sent.filename or "reports.csv").rsplit("/", 1)[-1].rsplit("\\", 1)[-1][:80], content
