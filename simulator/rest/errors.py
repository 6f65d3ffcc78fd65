"""Refusals: Twilio's codes, the status and the words that go with them, and the document that carries them.

Codes and their meaning: www.twilio.com/docs/api/errors; what the real one words otherwise is not promised.
"""

from aiohttp import web

MORE = "https://www.twilio.com/docs/errors/"

KNOWN: dict[int, tuple[int, str]] = {
    # Any request.
    20001: (400, "Invalid parameter: {}"),
    20003: (401, "Authenticate"),
    20005: (401, "Account not active"),
    20009: (409, "Resource not complete"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service Unavailable"),
    # Calls.
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url is not a valid URL: {}"),
    21210: (400, "The source phone number provided, {}, is not yet verified for your account."),
    21211: (400, "The phone number you are attempting to call, {}, is not valid."),
    21212: (400, "The 'From' number {} is not a valid phone number"),
    21213: (400, "No 'From' number is specified"),
    21214: (400, "The phone number you are attempting to call, {}, cannot be reached."),
    21215: (
        400,
        "Account not authorized to call {}. Perhaps you need to enable some international permissions",
    ),
    21216: (400, "Account not allowed to call {}"),
    21217: (400, "Phone number {} does not appear to be valid"),
    21218: (400, "Invalid ApplicationSid: {}"),
    21219: (400, "The number {} is unverified. Trial accounts may only make calls to verified numbers."),
    21220: (400, "{}"),
    22005: (400, "Call queue full: there are more than 24 hours of calls in your call queue"),
    32018: (400, "The TwiML is over 4000 characters."),
    # Texts.
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number provided ({}) is not a valid message-capable number of yours."),
    21608: (400, "The number {} is unverified. Trial accounts cannot send messages to unverified numbers"),
    21609: (400, "Invalid 'StatusCallback': {}"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages: {}"),
    21612: (400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters: {}"),
    21614: (400, "'To' number is not a valid mobile number: {}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s): {}"),
    21624: (400, "Invalid validity period value: {}"),
    30400: (400, "Parameters are not valid: {}"),
    30409: (400, "This message cannot be canceled"),
    # Lines.
    21402: (400, "Invalid Url: {}"),
    21403: (400, "Invalid Method: {}"),
}


class Refusal(Exception):
    """A request that is refused with Twilio's error document."""

    def __init__(self, code: int, about: str = "", *, retry_after: int | None = None) -> None:
        self.status, message = KNOWN.get(code, (400, "Refused"))
        self.code = code
        self.message = message.format(about)
        self.retry_after = retry_after
        super().__init__(f"{self.status} {code} {self.message}")

    def answer(self) -> web.Response:
        """The answer that the client gets."""
        document = {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE}{self.code}",
            "status": self.status,
        }
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return web.json_response(document, status=self.status, headers=headers)


def not_found(request: web.Request) -> Refusal:
    """20404, in Twilio's words."""
    return Refusal(20404, request.path)


def check_length(twiml: str) -> None:
    """Raise 32018 where words given with a request are too long."""
    if len(twiml) > 4000:
        raise Refusal(32018)


def is_url(url: str) -> bool:
    """Whether the carrier would ask it."""
    return url.startswith(("http://", "https://"))
