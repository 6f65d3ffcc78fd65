"""What may stand in a document: which verbs, what in them, and which attributes with which values.

`docs/simulator-twiml.md` says of each what it does; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.twiml import values
from simulator.twiml.values import Check


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: what it may say, and Twilio's code for when it says something else."""

    check: Check = values.anything
    code: int = 12200
    done: bool = True
    """Whether it changes anything here, or is only known and checked."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb or a noun: its attributes, what may stand in it, and the code for what may not."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    child_code: int = 12200


SILENT = Attribute()
NOT_DONE = Attribute(done=False)

_URL = Attribute()
_SPEECH_MARKS = {
    "break": ("strength", "time"),
    "emphasis": ("level",),
    "lang": ("{http://www.w3.org/XML/1998/namespace}lang",),
    "p": (),
    "phoneme": ("alphabet", "ph"),
    "prosody": ("volume", "rate", "pitch"),
    "s": (),
    "say-as": ("interpret-as", "format"),
    "sub": ("alias",),
    "w": ("role",),
}
SSML = frozenset(_SPEECH_MARKS)

_RECORDED = {
    "recordingStatusCallback": _URL,
    "recordingStatusCallbackMethod": Attribute(values.method, 13610),
    "recordingStatusCallbackEvent": Attribute(values.some_of("in-progress", "completed", "absent"), 13621),
    "trim": Attribute(values.one_of("trim-silence", "do-not-trim"), 13699),
    "recordingTrack": Attribute(values.one_of("inbound", "outbound", "both"), 13622, done=False),
}

_SAY = Verb(
    {
        "voice": Attribute(values.voice, 13511),
        "language": Attribute(values.language, 13512),
        "loop": Attribute(values.whole(), 13510),
    },
    SSML,
)
_PLAY = Verb({"loop": Attribute(values.whole(), 13410), "digits": Attribute(values.tones, 13430)})
_PAUSE = Verb({"length": Attribute(values.whole(1), 13910)})

_GATHER = Verb(
    {
        "action": _URL,
        "method": Attribute(values.method, 13312),
        "timeout": Attribute(values.whole(), 13313),
        "finishOnKey": Attribute(values.key_or_none, 13310),
        "numDigits": Attribute(values.whole(1), 13314),
        "actionOnEmptyResult": Attribute(values.yes_or_no, 13338),
        "input": Attribute(values.some_of("dtmf", "speech"), 13326),
        "speechTimeout": Attribute(values.whole_or_auto, 13327),
        "maxSpeechTime": Attribute(values.whole(1, 60), 13328),
        "bargeIn": Attribute(values.yes_or_no, 13332),
        "partialResultCallback": _URL,
        "partialResultCallbackMethod": Attribute(values.method, 13329),
        "language": Attribute(values.language, 13331, done=False),
        "hints": Attribute(values.hints, 13330, done=False),
        "profanityFilter": Attribute(values.yes_or_no, 13333, done=False),
        "speechModel": NOT_DONE,
        "enhanced": NOT_DONE,
        "debug": NOT_DONE,
    },
    frozenset({"Say", "Play", "Pause"}),
    13320,
)

_RECORD = Verb(
    {
        "action": _URL,
        "method": Attribute(values.method, 13610),
        "timeout": Attribute(values.whole(), 13611),
        "finishOnKey": Attribute(values.keys, 13613),
        "maxLength": Attribute(values.whole(1, 14400), 13612),
        "playBeep": Attribute(values.yes_or_no, 13616),
        **_RECORDED,
        "transcribe": Attribute(values.yes_or_no, 13614, done=False),
        "transcribeCallback": NOT_DONE,
        "recordingConfigurationId": NOT_DONE,
    }
)

_DIAL = Verb(
    {
        "action": _URL,
        "method": Attribute(values.method, 13210),
        "timeout": Attribute(values.whole(1, 600), 13212),
        "hangupOnStar": Attribute(values.yes_or_no, 13213),
        "timeLimit": Attribute(values.whole(1, 86400), 13216),
        "callerId": _URL,
        "answerOnBridge": Attribute(values.yes_or_no, 13219),
        "sequential": Attribute(values.yes_or_no, 13218),
        "record": Attribute(
            values.one_of(
                "true",
                "false",
                "do-not-record",
                "record-from-answer",
                "record-from-ringing",
                "record-from-answer-dual",
                "record-from-ringing-dual",
            ),
            13217,
        ),
        **_RECORDED,
        "trim": Attribute(values.one_of("trim-silence", "do-not-trim"), 13699, done=False),
        "ringTone": Attribute(values.anything, 13220, done=False),
        "callReason": NOT_DONE,
        "referUrl": NOT_DONE,
        "referMethod": NOT_DONE,
        "events": NOT_DONE,
        "passports": NOT_DONE,
        "recordingConfigurationId": NOT_DONE,
    },
    frozenset({"Number"}),
    13215,
)

_NUMBER = Verb(
    {
        "url": _URL,
        "method": Attribute(values.method, 13221),
        "sendDigits": Attribute(values.tones, 13222),
        "statusCallback": _URL,
        "statusCallbackMethod": Attribute(values.method, 13221),
        "statusCallbackEvent": Attribute(values.some_of("initiated", "ringing", "answered", "completed")),
        "byoc": NOT_DONE,
        "machineDetection": NOT_DONE,
        "machineDetectionTimeout": NOT_DONE,
        "machineDetectionSpeechThreshold": NOT_DONE,
        "machineDetectionSpeechEndThreshold": NOT_DONE,
        "machineDetectionSilenceTimeout": NOT_DONE,
        "amdStatusCallback": NOT_DONE,
        "amdStatusCallbackMethod": NOT_DONE,
    }
)

VOICE: Mapping[str, Verb] = {
    "Say": _SAY,
    "Play": _PLAY,
    "Pause": _PAUSE,
    "Gather": _GATHER,
    "Record": _RECORD,
    "Dial": _DIAL,
    "Redirect": Verb({"method": Attribute(values.method, 13710)}),
    "Hangup": Verb(),
    "Reject": Verb({"reason": Attribute(values.one_of("rejected", "busy"), 13810)}),
}
"""The verbs that may stand in a call's document."""

VOICE_NOUNS: Mapping[str, Verb] = {
    "Number": _NUMBER,
    **{name: Verb(dict.fromkeys(attributes, SILENT), SSML) for name, attributes in _SPEECH_MARKS.items()},
}
"""What stands inside a call's verbs."""

TEXT: Mapping[str, Verb] = {
    "Message": Verb(
        {
            "to": _URL,
            "from": _URL,
            "action": _URL,
            "method": Attribute(values.method, 14104),
            "statusCallback": _URL,
        },
        frozenset({"Body"}),
    ),
    "Redirect": Verb({"method": Attribute(values.method, 14104)}),
}
"""The verbs that may stand in the answer to a text."""

TEXT_NOUNS: Mapping[str, Verb] = {"Body": Verb()}

REFUSED_VERBS = frozenset(
    ["Connect", "Echo", "Enqueue", "Leave", "Pay", "Prompt", "Queue", "Refer", "Sms", "Start", "Stop"]
)
"""Verbs of calls that Twilio has and the simulator has not: refused by name."""

REFUSED_NOUNS = frozenset(["Application", "Client", "Conference", "Media", "Queue", "Sim", "Sip", "WhatsApp"])
"""Nouns that Twilio has and the simulator has not: refused by name."""

INSIDE_GATHER = {13511: 13321, 13510: 13322}
"""The codes of a Say that stands in a Gather."""
