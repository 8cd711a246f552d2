"""How a page is put at its address."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends

from .scene import Scene, scene_of

Looked = Annotated[Scene, Depends(scene_of)]
"""A request made ready."""

Page = TypeVar("Page", bound=Callable[..., Any])


def router_of_pages() -> APIRouter:
    """A router for pages that people read: none of them is part of the API."""
    return APIRouter(include_in_schema=False)


def shows(router: APIRouter, path: str) -> Callable[[Page], Page]:
    """Serve a page at `path`, to browsers that want it and to those that only ask whether it is there."""

    def added(function: Page) -> Page:
        router.add_api_route(path, function, methods=["GET", "HEAD"], response_model=None)
        return function

    return added
