"""The account: its status, and what is left of its balance. Both can be asked while it is suspended."""

from aiohttp import web

from simulator.billing import CURRENCY, balance, standing
from simulator.rest.door import who
from simulator.rest.errors import Refusal
from simulator.rest.paging import Json, when
from simulator.world import API_VERSION, Company

_WITHIN = {
    "balance": "Balance",
    "calls": "Calls",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "messages": "Messages",
    "recordings": "Recordings",
}


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """The account; an API key cannot see it, only the token can."""
    if who(request.headers.get("Authorization", ""))[0] != company.account.sid:
        raise Refusal(20003)
    return web.json_response(show(company))


async def fetch_balance(company: Company, request: web.Request) -> web.StreamResponse:
    """What is left."""
    del request
    left = f"{balance(company):.5f}".rstrip("0").rstrip(".")
    return web.json_response({"account_sid": company.account.sid, "balance": left, "currency": CURRENCY})


def show(company: Company) -> Json:
    """The account as the API shows it."""
    account = company.account
    uri = f"/{API_VERSION}/Accounts/{account.sid}"
    return {
        "sid": account.sid,
        "auth_token": account.token,
        "date_created": when(account.created),
        "date_updated": when(account.created),
        "friendly_name": "A phone company in a box",
        "owner_account_sid": account.sid,
        "status": standing(company),
        "subresource_uris": {name: f"{uri}/{path}.json" for name, path in _WITHIN.items()},
        "type": "Full",
        "uri": f"{uri}.json",
    }
