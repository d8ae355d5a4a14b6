"""Headers that every answer carries, and the one that every request must carry rightly: Host.

The pages are strict: nothing but their own files, no inline script or style, no plugin, no frame, no third party. A
request whose Host could not be a host gets no further, so that nothing behind this ever composes anything from it.
"""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.settings import Settings, is_loopback
from server.transport.hosts import bare, host_of, scheme_of
from server.transport.metrics import Metrics

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid",
            "magnetometer", "microphone", "midi", "payment", "serial", "usb",
        )
    ),
}  # fmt: skip


def content_security_policy(host: str) -> str:
    """What a page of ours may load: files of this server, and its socket."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self' ws://{host} wss://{host}",
            "media-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class Guarded:
    """ASGI middleware around everything: a sound Host in, the headers out."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        host = host_of(scope)
        if scope["type"] == "websocket":
            if host:
                return await self._app(scope, receive, send)
            await receive()
            return await send({"type": "websocket.close", "code": 1008})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.add(of=f"{message['status'] // 100}xx")
                self._add(message, scope, host or "localhost")
            await send(message)

        if host:
            return await self._app(scope, receive, with_headers)
        await with_headers({"type": "http.response.start", "status": 400, "headers": []})
        return await with_headers({"type": "http.response.body", "body": b""})

    def _add(self, message: Message, scope: Scope, host: str) -> None:
        headers: list[Any] = list(message.get("headers", ()))
        there = {name.lower() for name, _ in headers}
        own = {**ALWAYS, "content-security-policy": content_security_policy(host), "cache-control": "no-store"}
        if scope.get("scheme") == "https":
            own["strict-transport-security"] = "max-age=31536000"
        if scheme_of(scope) == "https" or is_loopback(bare(host)):
            # Over plain http a browser ignores it, and says so as an error on the console of every page.
            own["cross-origin-opener-policy"] = "same-origin"
        headers += [(key.encode(), value.encode("latin-1")) for key, value in own.items() if key.encode() not in there]
        message["headers"] = headers
