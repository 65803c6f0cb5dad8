"""A client of Ventanilla {{version}}: the standard library only, Python 3.9 or newer.

    client = Client("http://127.0.0.1:8080")
    client.login("ana@example.com", "...")
    client.profile_id = client.profiles.get_profiles()["profiles"][0]["id"]
    for company in client.companies.iterate_companies(query="cafe"):
        print(company["name"])

A parameter that is left out is not sent; None is sent, and clears the field that it names. Amounts come back as
Decimal, or as int if they are whole, so that no digit is lost; give them as Decimal, int or text.

The client retries calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in
time), and calls with an unknown outcome (`outcome_unknown`). A call that writes sends the same idempotency key with
each retry. A write that takes no key, because a password or a token is in it, is not retried if it may have been made.

This file is written by `ventanilla client python`. To change it, write it again.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.request
import uuid
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Iterator, Literal, Mapping, Sequence, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class Omitted(Enum):
    """The type of OMITTED, which stands for a parameter that is not sent."""

    OMITTED = "omitted"


OMITTED = Omitted.OMITTED


class Failure(Exception):
    """A call that failed.

    `code` is for programs, `message` for people, and `details` lists the mistakes, one `{"path", "rule", "message"}`
    for each parameter. `request_id` finds the call in the service's log, `status` is the HTTP status. Two codes are
    not the service's: `unreachable`, if nothing answered in time (without a status), and `unexpected_answer`, if
    something other than the service answered, such as a proxy.
    """

    def __init__(
        self,
        code: str,
        message: str,
        details: Sequence[Any] = (),
        request_id: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = list(details)
        self.request_id = request_id
        self.status = status
        #: The seconds to wait before a retry, if the service named any.
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether the same call may succeed later."""
        return (
            self.is_refusal
            or self.code in ("unreachable", "outcome_unknown")
            or (self.code == "unexpected_answer" and self.status in (429, 502, 503, 504))
        )

    @property
    def is_refusal(self) -> bool:
        """Whether the service itself says that it could not take the call, and so has done nothing of it."""
        return self.code in ("unavailable", "rate_limited")


# {{shapes}}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: the token goes to the named service and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


# The methods that take a profile, as a call inside a batch may name them.
_OF_PROFILE = frozenset(
    [
        # {{of_profile}}
    ]
)


def _plain(value: object) -> object:
    """Converts a value that the module json can't write by itself."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be sent")


# {{modules}}


class Client:
    """A client for the service at an address, with the caller's token.

    `token` is an application token, or the access token that `login` gets. `origin` is the name under which changes are
    recorded.

    `timeout` is the longest time in seconds without a byte from the service, `retries` the most retries of a call, and
    `longest_wait` the most seconds between two attempts: if the service asks for more, the call fails.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        profile_id: int | str | None = None,
        *,
        origin: str | None = None,
        timeout: float = 30.0,
        retries: int = 4,
        longest_wait: float = 60.0,
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        #: The default profile of all calls.
        self.profile_id = profile_id
        self.origin = origin
        self.timeout = timeout
        self.retries = retries
        self.longest_wait = longest_wait
        self._opener = urllib.request.build_opener(_NoRedirects)
        # {{accessors}}

    def login(self, email: str, password: str) -> None:
        """Signs in. The token is kept for the calls that follow; it lives for an hour."""
        self.token = self.call("Auth.Login", {"email": email, "password": password})["token"]

    def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        *,
        of_profile: bool = False,
        writes: bool = False,
        keyed: bool = False,
        idempotency_key: str | None = None,
    ) -> Any:
        """Calls a method by its name and gives its response; raises Failure.

        `of_profile` adds the client's profile if the parameters name none. `keyed` sends an idempotency key, without
        which a call that `writes` is not retried if it may have been made.
        """
        sent = {name: value for name, value in parameters.items() if value is not OMITTED}
        if of_profile and self.profile_id is not None:
            sent.setdefault("profile_id", self.profile_id)
        if method in ("Batch.Run", "Run"):
            sent["calls"] = self._of_profile(sent.get("calls"))
        body = json.dumps({"method": method, "parameters": sent}, default=_plain, allow_nan=False).encode()
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.origin is not None:
            headers["X-Origin"] = self.origin
        if keyed:
            headers["Idempotency-Key"] = idempotency_key or uuid.uuid4().hex
        attempt = 0
        while True:
            try:
                return self._send(urllib.request.Request(f"{self.url}/api", body, headers))
            except Failure as failure:
                # Half of the wait is random, so that clients that were refused together don't retry together.
                wait = min(0.5 * 2**attempt, 30.0) * random.uniform(0.5, 1.0)
                wait = max(wait, failure.retry_after or 0.0)
                may_be_done = writes and not keyed and not failure.is_refusal
                if not failure.is_passing or may_be_done or attempt >= self.retries or wait > self.longest_wait:
                    raise
                time.sleep(wait)
                attempt += 1

    def _of_profile(self, calls: Any) -> Any:
        """The calls of a batch, with the client's profile in those that take one and name none."""
        if isinstance(calls, Sequence) and not isinstance(calls, str):
            return [self._of_profile(call) for call in calls]
        if self.profile_id is None or not isinstance(calls, Mapping) or str(calls.get("method")).strip() not in _OF_PROFILE:
            return calls
        parameters = calls.get("parameters") or {}
        # Parameters that are one reference to an earlier reply have their profile from there.
        if not isinstance(parameters, Mapping) or "profile_id" in parameters or set(parameters) == {"$ref"}:
            return calls
        return {**calls, "parameters": {**parameters, "profile_id": self.profile_id}}

    def _send(self, request: urllib.request.Request) -> Any:
        """One attempt."""
        try:
            try:
                answer = self._opener.open(request, timeout=self.timeout)
            except urllib.error.HTTPError as failure:
                # An HTTP error of the service has a reply, too.
                answer = failure
            with answer:
                status, headers, body = answer.status or 0, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as cause:
            raise Failure("unreachable", f"{self.url} does not answer: {cause}") from cause
        wait = headers.get("Retry-After", "")
        retry_after = float(wait) if wait.isdecimal() else None
        try:
            reply = json.loads(body, parse_float=Decimal)
        except ValueError:
            reply = None
        if not isinstance(reply, dict) or "success" not in reply:
            request_id = headers.get("X-Request-Id")
            message = f"what answers at {self.url} with HTTP status {status} is not Ventanilla"
            raise Failure("unexpected_answer", message, (), request_id, status, retry_after)
        response = reply["response"]
        if not reply["success"]:
            code, details, request_id = response["code"], response["details"], response["request_id"]
            raise Failure(code, reply["error"], details, request_id, status, retry_after)
        return response
