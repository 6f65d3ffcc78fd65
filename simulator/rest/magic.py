"""Numbers that are refused because of what they are: the real one's for its test credentials.

Source: www.twilio.com/docs/iam/test-credentials. Anybody can so provoke a refusal without a fault.
"""

CALLS_TO = {
    "+15005550001": 21217,  # not valid
    "+15005550002": 21214,  # cannot be routed
    "+15005550003": 21215,  # no international permission
    "+15005550004": 21216,  # blocked
}
CALLS_FROM = {"+15005550001": 21212}

TEXTS_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
TEXTS_FROM = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,  # its queue is full
}
