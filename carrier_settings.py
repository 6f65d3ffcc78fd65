"""The settings of our accounts at the carrier: the main one, and one that stands by. A part of `settings.Settings`."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from carrier.carrier import AccountName


@dataclass(frozen=True, slots=True)
class Account:
    """One account at a carrier: who we are there, and where it is. Its secrets are not shown."""

    name: AccountName
    sid: str
    tokens: tuple[SecretStr, ...]
    base_url: str
    api_key: str | None = None
    api_secret: SecretStr | None = None

    @property
    def webhook_tokens(self) -> tuple[str, ...]:
        """The tokens with which its webhooks may be signed: the current one and, while it changes, the next."""
        return tuple(token.get_secret_value() for token in self.tokens)


class CarrierSettings(BaseSettings):
    """Where we reach the carrier, and as whom."""

    twilio_account_sid: str = Field(description="the account at the carrier, AC…")
    twilio_auth_token: SecretStr = Field(description="its auth token: webhooks are signed with it")
    twilio_auth_token_next: SecretStr | None = Field(
        None, description="the next auth token while it is being changed"
    )
    twilio_api_key: str | None = Field(
        None, description="API key for requests, SK…; without it the auth token is used"
    )
    twilio_api_secret: SecretStr | None = Field(None, description="the API key's secret")
    carrier_base_url: str = Field(
        "https://api.twilio.com", description="the carrier's address; another with the same API works"
    )
    standby_account_sid: str | None = Field(
        None,
        description="a second account, to which a person switches: buurtlijn carrier switch; none: no other",
    )
    standby_auth_token: SecretStr | None = Field(None, description="its auth token")
    standby_api_key: str | None = Field(None, description="its API key; without it its auth token is used")
    standby_api_secret: SecretStr | None = Field(None, description="its API key's secret")
    standby_base_url: str = Field(
        "https://api.twilio.com", description="its carrier's address: the same, or another with the same API"
    )

    @property
    def accounts(self) -> dict[AccountName, Account]:
        """The accounts that there are, by name."""
        following = (self.twilio_auth_token_next,) if self.twilio_auth_token_next else ()
        main = Account(
            AccountName.MAIN, self.twilio_account_sid, (self.twilio_auth_token, *following), self.carrier_base_url,
            self.twilio_api_key, self.twilio_api_secret,
        )  # fmt: skip
        if not self.standby_account_sid or not self.standby_auth_token:
            return {main.name: main}
        standby = Account(
            AccountName.STANDBY, self.standby_account_sid, (self.standby_auth_token,), self.standby_base_url,
            self.standby_api_key, self.standby_api_secret,
        )  # fmt: skip
        return {main.name: main, standby.name: standby}

    def account_of(self, sid: str | None) -> Account:
        """The account of that id, as a webhook names it; the main one where it names none that is ours."""
        accounts = self.accounts
        return next((one for one in accounts.values() if one.sid == sid), accounts[AccountName.MAIN])
