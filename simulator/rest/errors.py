"""Twilio's refusals: code, status and words."""

from aiohttp import web

MORE = "https://www.twilio.com/docs/errors/"


class Refusal(Exception):
    """A request that is refused with Twilio's error document."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message

    def answer(self) -> web.Response:
        """The answer that the client gets."""
        document = {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE}{self.code}",
            "status": self.status,
        }
        return web.json_response(document, status=self.status)


def not_found(request: web.Request) -> Refusal:
    """20404, in Twilio's words."""
    return Refusal(404, 20404, f"The requested resource {request.path} was not found")


def unauthorised() -> Refusal:
    """20003: neither the token nor an API key."""
    return Refusal(401, 20003, "Authenticate")


def too_many() -> Refusal:
    """20429: nothing was done, and it may be tried again."""
    return Refusal(429, 20429, "Too Many Requests")
