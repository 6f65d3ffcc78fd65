"""Which path leads to which endpoint."""

from aiohttp import web

from simulator.rest import account, calls, messages, numbers, recordings
from simulator.rest.door import admitting, creating, guarded, nowhere
from simulator.world import API_VERSION

_ACCOUNT = f"/{API_VERSION}/Accounts/{{account}}"
_SID = "{sid:[A-Za-z]{2}[0-9a-f]{32}}"


def routes() -> list[web.RouteDef]:
    """The REST API."""
    return [*_accounts(), *_calls(), *_messages(), *_recordings(), *_numbers(), *_others()]


def _accounts() -> list[web.RouteDef]:
    return [
        web.get(f"{_ACCOUNT}.json", admitting(account.fetch)),
        web.get(f"{_ACCOUNT}/Balance.json", admitting(account.fetch_balance)),
    ]


def _calls() -> list[web.RouteDef]:
    every, one = f"{_ACCOUNT}/Calls.json", f"{_ACCOUNT}/Calls/{_SID}.json"
    return [
        web.post(every, admitting(creating("calls", "create_call", calls.create))),
        web.get(every, guarded(calls.list_all)),
        web.get(one, guarded(calls.fetch)),
        web.post(one, guarded(calls.change)),
        web.delete(one, guarded(calls.delete)),
    ]


def _messages() -> list[web.RouteDef]:
    every, one = f"{_ACCOUNT}/Messages.json", f"{_ACCOUNT}/Messages/{_SID}.json"
    return [
        web.post(every, admitting(creating("texts", "create_text", messages.create))),
        web.get(every, guarded(messages.list_all)),
        web.get(one, guarded(messages.fetch)),
        web.post(one, guarded(messages.change)),
        web.delete(one, guarded(messages.delete)),
    ]


def _recordings() -> list[web.RouteDef]:
    one, of_a_call = f"{_ACCOUNT}/Recordings/{_SID}", f"{_ACCOUNT}/Calls/{{call}}/Recordings"
    return [
        web.get(f"{_ACCOUNT}/Recordings.json", guarded(recordings.list_all)),
        web.get(f"{one}.json", guarded(recordings.fetch)),
        web.delete(f"{one}.json", guarded(recordings.delete)),
        web.get(f"{one}.wav", guarded(recordings.sound)),
        web.get(f"{one}.mp3", guarded(recordings.sound)),
        web.get(one, guarded(recordings.sound)),
        web.delete(one, guarded(recordings.delete)),
        web.get(f"{of_a_call}.json", guarded(recordings.list_of_call)),
        web.get(f"{of_a_call}/{_SID}.json", guarded(recordings.fetch_of_call)),
        web.delete(f"{of_a_call}/{_SID}.json", guarded(recordings.delete)),
    ]


def _numbers() -> list[web.RouteDef]:
    one = f"{_ACCOUNT}/IncomingPhoneNumbers/{_SID}.json"
    return [
        web.get(f"{_ACCOUNT}/IncomingPhoneNumbers.json", guarded(numbers.list_all)),
        web.get(one, guarded(numbers.fetch)),
        web.post(one, guarded(numbers.change)),
    ]


def _others() -> list[web.RouteDef]:
    return [web.route("*", f"{_ACCOUNT}/{{anything:.*}}", admitting(nowhere))]
