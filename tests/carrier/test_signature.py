"""Only the carrier can sign. Expected signatures come from the vendor's library, or by hand where that is wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from carrier.signature import Form, is_from_carrier

TOKEN = "the-token"
BASE = "https://lijn.example.org"
FORM: Mapping[str, Sequence[str]] = {"CallSid": ["CA1"], "From": ["+32450001234"], "Body": [" spaties \n"]}


def signed(url: str, form: Mapping[str, Sequence[str]] = FORM, token: str = TOKEN) -> str:
    text = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def ok(
    target: str,
    signature: str | None,
    form: Form = FORM,
    *,
    base: str = BASE,
    tokens: Sequence[str] = (TOKEN,),
) -> bool:
    return is_from_carrier(
        tokens=tokens, public_base_url=base, raw_target=target, form=form, signature=signature
    )


def test_what_the_carrier_signed_is_the_carriers() -> None:
    assert ok("/voice/line", signed(f"{BASE}/voice/line"))


@pytest.mark.parametrize("signature", [None, "", "x", "é", "\ud800", "A" * 28, "=" * 28])
def test_no_signature_or_nonsense_is_not_the_carriers(signature: str | None) -> None:
    assert not ok("/voice/line", signature)


def test_a_changed_field_or_address_is_not_the_carriers() -> None:
    right = signed(f"{BASE}/voice/line")
    assert not ok("/voice/line", right, {**FORM, "From": ["+32450001235"]})
    assert not ok("/voice/line", right, {**FORM, "Digits": ["1"]})
    assert not ok("/voice/line?x=1", right)
    assert not ok("/voice/Line", right)
    assert not ok("/voice/line", right, base="https://other.example.org")


def test_blanks_around_a_value_count() -> None:
    assert not ok("/voice/line", signed(f"{BASE}/voice/line"), {**FORM, "Body": ["spaties"]})


def test_the_next_token_is_good_too_and_an_old_one_is_not() -> None:
    right = signed(f"{BASE}/a", token="new")
    assert ok("/a", right, tokens=("old", "new"))
    assert ok("/a", right, tokens=("new", "old"))
    assert not ok("/a", right, tokens=("old",))


def test_a_token_that_is_not_set_signs_nothing() -> None:
    assert not ok("/a", signed(f"{BASE}/a", token=""), tokens=("", TOKEN))
    assert not ok("/a", signed(f"{BASE}/a"), tokens=())


@pytest.mark.parametrize(
    "target",
    ["/caf%C3%A9", "/a%7Eb", "/%7Bx%7D", "/a%2Fb", "/a%3Ab", "/a%7Cb", "/a~b", "/a?x=%C3%A9", "/a?x=%7E&y=+", "/a?x=a%20b",
     "/a?x=1&x=2", "/a?b", "/a?b=", "/a?", "//a//b", "/a/../b", "/%e9", "/a;b=1"],
)  # fmt: skip
def test_the_address_counts_exactly_as_it_was_asked_for(target: str) -> None:
    assert ok(target, signed(BASE + target))


def test_another_way_of_writing_the_same_address_is_not_what_was_signed() -> None:
    assert not ok("/a~b", signed(f"{BASE}/a%7Eb"))
    assert not ok("/caf%c3%a9", signed(f"{BASE}/caf%C3%A9"))


@pytest.mark.parametrize("target", ["", "voice", "https://lijn.example.org/voice", "*"])
def test_a_target_that_is_no_path_is_refused(target: str) -> None:
    assert not ok(target, signed(BASE + target))


@pytest.mark.parametrize(
    ("base", "signs_as"),
    [
        (BASE, f"{BASE}:443"),
        (f"{BASE}:443", BASE),
        (f"{BASE}:8443", BASE),
        (f"{BASE}:8443", f"{BASE}:8443"),
        (f"{BASE}/", BASE),
        ("http://127.0.0.1:8000", "http://127.0.0.1"),
        ("http://lijn.example.org", "http://lijn.example.org:80"),
        ("https://lijn.example.org/prefix", "https://lijn.example.org/prefix"),
        ("https://u:p@lijn.example.org:8443", "https://u:p@lijn.example.org:8443"),
        ("https://u:p@lijn.example.org:8443", "https://u:p@lijn.example.org"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://[::1]:8000", "http://[::1]"),
        ("http://[::1]", "http://[::1]:80"),
    ],
)
def test_the_port_may_be_signed_or_not(base: str, signs_as: str) -> None:
    assert ok("/a", signed(f"{signs_as}/a"), base=base)


@pytest.mark.parametrize(
    "query", ["bodySHA256=abc", "x=1&bodySHA256=abc", "bodySHA256=", "bodySHA256", "body%53HA256=abc"]
)
def test_a_signature_that_leaves_out_the_form_is_refused(query: str) -> None:
    target = f"/a?{query}"
    assert not ok(target, signed(BASE + target))
    assert not ok(target, signed(BASE + target, {}), {})


def test_the_fragment_of_our_address_is_not_signed() -> None:
    assert ok("/status", signed(f"{BASE}/status"))
    assert not ok("/status", signed(f"{BASE}/status#rc=3&rp=all"))


def test_several_values_of_a_name_count_once_each_in_order() -> None:
    form = MultiDict([("b", "2"), ("b", "1"), ("b", "2"), ("a", "x")])
    assert RequestValidator(TOKEN).compute_signature(f"{BASE}/a", form) == signed(
        f"{BASE}/a", {"a": ["x"], "b": ["1", "2"]}
    )
    assert ok("/a", signed(f"{BASE}/a", {"a": ["x"], "b": ["1", "2"]}), form)
    assert ok("/a", signed(f"{BASE}/a", {"a": ["x"], "b": ["1", "2"]}), {"b": ["2", "1"], "a": ["x"]})


def test_a_get_is_signed_by_its_address_alone() -> None:
    assert ok("/audio?x=1", signed(f"{BASE}/audio?x=1", {}), {})


def test_a_form_with_broken_letters_is_refused_without_a_crash() -> None:
    assert not ok("/a", signed(f"{BASE}/a"), {"Body": ["\ud800"]})


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.dictionaries(texts, texts, max_size=8),
    st.from_regex(r"\A/[a-z0-9/._-]{0,20}(\?[a-z]=[a-z0-9%+]{1,8})?\Z"),
)
def test_it_says_what_the_vendors_library_says(form: dict[str, str], target: str) -> None:
    library = RequestValidator(TOKEN)
    right = library.compute_signature(BASE + target, form)
    assert library.validate(BASE + target, form, right)
    assert ok(target, right, {name: [value] for name, value in form.items()})
    assert ok(target, right, MultiDict(form))


def test_the_web_process_does_not_load_the_heavy_part_of_the_library() -> None:
    code = "import sys, carrier.signature, carrier.words, carrier.phone, carrier.segments; print('twilio.rest' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False" == run.stdout.strip()
