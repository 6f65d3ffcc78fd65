"""Which path leads to which endpoint."""

from aiohttp import web

from simulator.rest import calls, messages, numbers, recordings
from simulator.rest.door import creating, guarded, nowhere
from simulator.world import API_VERSION

_ACCOUNT = f"/{API_VERSION}/Accounts/{{account}}"
_SID = "{sid:[A-Za-z]{2}[0-9a-f]{32}}"


def routes() -> list[web.RouteDef]:
    """The REST API."""
    call, text = f"{_ACCOUNT}/Calls/{_SID}", f"{_ACCOUNT}/Messages/{_SID}"
    recording, number = f"{_ACCOUNT}/Recordings/{_SID}", f"{_ACCOUNT}/IncomingPhoneNumbers/{_SID}"
    of_a_call = f"{_ACCOUNT}/Calls/{{call}}/Recordings"
    return [
        web.post(f"{_ACCOUNT}/Calls.json", guarded(creating("calls", "create_call", calls.create))),
        web.get(f"{_ACCOUNT}/Calls.json", guarded(calls.list_all)),
        web.get(f"{call}.json", guarded(calls.fetch)),
        web.post(f"{call}.json", guarded(calls.change)),
        web.get(f"{of_a_call}.json", guarded(recordings.list_all)),
        web.get(f"{of_a_call}/{_SID}.json", guarded(recordings.fetch)),
        web.post(f"{_ACCOUNT}/Messages.json", guarded(creating("texts", "create_text", messages.create))),
        web.get(f"{_ACCOUNT}/Messages.json", guarded(messages.list_all)),
        web.get(f"{text}.json", guarded(messages.fetch)),
        web.post(f"{text}.json", guarded(messages.redact)),
        web.delete(f"{text}.json", guarded(messages.delete)),
        web.get(f"{_ACCOUNT}/Recordings.json", guarded(recordings.list_all)),
        web.get(f"{recording}.json", guarded(recordings.fetch)),
        web.delete(f"{recording}.json", guarded(recordings.delete)),
        web.get(f"{recording}.wav", guarded(recordings.sound)),
        web.get(recording, guarded(recordings.sound)),
        web.delete(recording, guarded(recordings.delete)),
        web.get(f"{_ACCOUNT}/IncomingPhoneNumbers.json", guarded(numbers.list_all)),
        web.get(f"{number}.json", guarded(numbers.fetch)),
        web.post(f"{number}.json", guarded(numbers.change)),
        web.route("*", f"{_ACCOUNT}/{{anything:.*}}", guarded(nowhere)),
    ]
