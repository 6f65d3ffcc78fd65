"""Small column types: sealed values, keyed hashes, and words of a fixed list. Their keys hang on the engine's dialect,
put there by `open_database`: no key is global."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Enum, LargeBinary, String
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from carrier.carrier import AccountName

_NONCE = 12  # bytes, as AES-GCM has it
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What a claim finds in the place of a sealed text that cannot be opened: one bad row must not hide the others."""


class CannotOpen(Exception):
    """A sealed value was sealed by a key that is not in SEAL_KEYS, or was changed."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys that seal values and that hash numbers to look them up."""

    ring: dict[str, bytes]
    hash_key: bytes

    def seal(self, plain: bytes) -> bytes:
        """`plain` sealed with the newest key: its id, a nonce and the AEAD text."""
        name, key = next(iter(self.ring.items()))
        nonce = os.urandom(_NONCE)
        return name.encode() + b":" + nonce + _cipher(key).encrypt(nonce, plain, name.encode())

    def open(self, sealed: bytes) -> bytes:
        """What was sealed; raises `CannotOpen`."""
        name, _, rest = sealed.partition(b":")
        key = self.ring.get(name.decode(errors="replace"))
        if key is None:
            raise CannotOpen(
                f"sealed with the key {name.decode(errors='replace')!r}, which SEAL_KEYS does not have"
            )
        try:
            return _cipher(key).decrypt(rest[:_NONCE], rest[_NONCE:], name)
        except InvalidTag:
            raise CannotOpen("the sealed value was changed, or its key was") from None

    def hash(self, plain: str) -> str:
        """The same for the same number, and of no use without the key."""
        return hmac.new(self.hash_key, plain.encode(), hashlib.sha256).hexdigest()[:40]


_cipher = lru_cache(16)(AESGCM)  # made once for each key


def keys_of(dialect: Dialect) -> Keys:
    """The keys that `open_database` hung on this engine."""
    keys: Keys = dialect.buurtlijn_keys  # type: ignore[attr-defined]
    return keys


class Sealed(TypeDecorator[str]):
    """A text that lies sealed in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Sealed on the way in."""
        return None if value is None else keys_of(dialect).seal(value.encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Opened on the way out."""
        return None if value is None else keys_of(dialect).open(bytes(value)).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Audio that lies sealed in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Sealed on the way in."""
        return None if value is None else keys_of(dialect).seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Opened on the way out."""
        return None if value is None else keys_of(dialect).open(bytes(value))


class NumberHash(TypeDecorator[str]):
    """A phone number's keyed hash, to look up by. A number in E.164 (`+32…`) is hashed on the way in, so that
    `Phone.number_hash == "+32470…"` asks for it; a hash passes as it is."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Hashed unless it is a hash."""
        return keys_of(dialect).hash(value) if value and value.startswith("+") else value


def words(kind: type[StrEnum], length: int = 32) -> Enum:
    """A column that holds one word of `kind`, as text: a word can be added without changing a native type."""
    return Enum(
        kind,
        native_enum=False,
        validate_strings=True,
        length=length,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


def of_an_account() -> Any:
    """A column that says at which of our accounts something is."""
    default = {"server_default": AccountName.MAIN.value}
    return Field(default=AccountName.MAIN, sa_type=words(AccountName, length=16), sa_column_kwargs=default)
