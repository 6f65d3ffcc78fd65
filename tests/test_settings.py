"""A setting that is missing or wrong stops the start, with a sentence that says what to do."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from settings import Settings, SettingsWrong, parse_seal_keys, read_settings

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(32)).decode()
COMPLETE = {
    "DATABASE_URL": "sqlite:////var/lib/buurtlijn/buurtlijn.sqlite",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "PUBLIC_BASE_URL": "https://lijn.example.org",
    "SECRET_KEY": "s" * 32,
    "SEAL_KEYS": f"k1:{KEY}",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "present",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch):
    """Reads the settings from an environment that is complete but for what is said: a value, or None for missing."""

    def with_these(**changes: str | None) -> Settings:
        for name, value in {**COMPLETE, **changes}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return read_settings()

    return with_these


@pytest.fixture
def complaint(read):
    """What is said when the settings are read with these changes."""

    def about(**changes: str | None) -> str:
        with pytest.raises(SettingsWrong) as wrong:
            read(**changes)
        return str(wrong.value)

    return about


def test_a_complete_environment_is_read(read) -> None:
    settings = read()
    assert "https://lijn.example.org" == settings.public_base_url
    assert {"k1": bytes(range(32))} == settings.key_ring
    assert (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=8)) == settings.retry_after


@pytest.mark.parametrize("name", COMPLETE)
def test_a_setting_that_must_be_there_is_named_when_it_is_missing(complaint, name: str) -> None:
    field = Settings.model_fields[name.lower()]
    assert f"{name} is missing: {field.description}" == complaint(**{name: None})


def test_an_empty_secret_is_a_missing_one(complaint) -> None:
    assert complaint(SECRET_KEY="").startswith("SECRET_KEY is missing")


@pytest.mark.parametrize(
    ("name", "how"), [("SECRET_KEY", "openssl rand -hex 32"), ("SEAL_KEYS", "openssl rand -base64 32")]
)
def test_a_missing_secret_comes_with_how_to_make_one(complaint, name: str, how: str) -> None:
    assert how in complaint(**{name: None})


def test_all_that_is_missing_is_named_at_once(complaint) -> None:
    lines = complaint(**dict.fromkeys(COMPLETE)).splitlines()
    assert list(COMPLETE) == [line.split()[0] for line in lines]


def test_a_short_secret_key_comes_with_how_to_make_one(complaint) -> None:
    said = complaint(SECRET_KEY="short")
    assert said.startswith(
        "SECRET_KEY is wrong: needs 32 letters or more; make one with: openssl rand -hex 32"
    )


@pytest.mark.parametrize(
    "keys", ["k1", KEY, f":{KEY}", "k1:no base64!", "k1:c2hvcnQ=", "k1:é", f"k1:{KEY},k2:c2hvcnQ=", ","]
)
def test_seal_keys_that_are_no_keys_come_with_how_to_make_one(complaint, keys: str) -> None:
    said = complaint(SEAL_KEYS=keys)
    assert said.startswith("SEAL_KEYS is wrong:")
    assert 'make one with: echo "k1:$(openssl rand -base64 32)"' in said


def test_what_is_said_of_a_wrong_secret_does_not_show_it(complaint) -> None:
    said = complaint(SECRET_KEY="a-word-of-mine", SEAL_KEYS="k9:another-word")
    assert ("a-word-of-mine" in said, "another-word" in said) == (False, False)


def test_the_newest_seal_key_stands_first() -> None:
    assert ["k2", "k1"] == list(parse_seal_keys(f"k2:{OTHER_KEY}, k1:{KEY}"))


@pytest.mark.parametrize("wrong", ["25", "s", "-5s", "5 minutes", "1.2.3s", "m5", "5d", "²s", "."])
def test_a_wrong_duration_is_named_with_how_to_write_it(complaint, wrong: str) -> None:
    said = complaint(RING_MOBILE=wrong)
    assert said.startswith(f"RING_MOBILE is wrong: '{wrong}' is no duration; write it as 60s, 3m or 1h")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("25s", timedelta(seconds=25)), ("0.5s", timedelta(milliseconds=500)), ("2h", timedelta(hours=2))],
)
def test_a_duration_has_a_unit(read, written: str, meant: timedelta) -> None:
    assert meant == read(RING_MOBILE=written).ring_mobile


def test_retries_are_durations_with_commas(read) -> None:
    assert (timedelta(seconds=1), timedelta(minutes=2)) == read(RETRY_AFTER="1s, 2m").retry_after


@pytest.mark.parametrize("wrong", ["60s,,3m", "60s;3m", "soon"])
def test_wrong_retries_are_named(complaint, wrong: str) -> None:
    assert complaint(RETRY_AFTER=wrong).startswith("RETRY_AFTER is wrong:")


@pytest.mark.parametrize("name", ["PUBLIC_BASE_URL", "CARRIER_BASE_URL"])
@pytest.mark.parametrize(
    "wrong", ["lijn.example.org", "ftp://lijn.example.org", "https://", "https://x.org/?a=b"]
)
def test_a_wrong_address_is_named_with_how_to_write_it(complaint, name: str, wrong: str) -> None:
    said = complaint(**{name: wrong})
    assert said.startswith(f"{name} is wrong: write an address such as https://lijn.example.org")


def test_a_slash_at_the_end_of_an_address_does_not_matter(read) -> None:
    assert "https://lijn.example.org" == read(PUBLIC_BASE_URL="https://lijn.example.org/").public_base_url


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "nan", "inf"])
def test_a_pace_that_is_none_is_named(complaint, wrong: str) -> None:
    assert complaint(CALLS_PER_SECOND=wrong).startswith("CALLS_PER_SECOND is wrong:")


def test_a_secret_may_be_a_file(read, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("from the file, thirty-two letters" + "\n")
    settings = read(SECRET_KEY=None, SECRETS_DIR=str(tmp_path))
    assert "from the file, thirty-two letters" == settings.secret_key.get_secret_value()


def test_the_environment_counts_before_a_file(read, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("f" * 40)
    assert "s" * 32 == read(SECRETS_DIR=str(tmp_path)).secret_key.get_secret_value()


def test_a_webhook_may_be_signed_with_the_next_token_too(read) -> None:
    assert ("present",) == read().account_of(None).webhook_tokens
    assert ("present", "next") == read(TWILIO_AUTH_TOKEN_NEXT="next").account_of(None).webhook_tokens


def test_each_account_is_known_by_its_id_and_has_its_own_token(read) -> None:
    assert ["main"] == list(read(STANDBY_ACCOUNT_SID="AC2").accounts)
    settings = read(STANDBY_ACCOUNT_SID="AC2", STANDBY_AUTH_TOKEN="second")
    assert ["main", "standby"] == list(settings.accounts)
    assert ("second",) == settings.account_of("AC2").webhook_tokens
    assert ("present",) == settings.account_of("AC3").webhook_tokens


def test_settings_do_not_show_their_secrets(settings: Settings) -> None:
    assert settings.secret_key.get_secret_value() not in repr(settings)
    assert settings.twilio_auth_token.get_secret_value() not in repr(settings)
