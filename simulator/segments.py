"""How many messages a text is sent as."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """160 or 153 letters of the GSM alphabet each, or 70 or 67 units of any other."""
    if all(letter in _GSM or letter in _EXTENDED for letter in body):
        units = sum(2 if letter in _EXTENDED else 1 for letter in body)
        single, several = 160, 153
    else:
        units = len(body.encode("utf-16-le", "surrogatepass")) // 2
        single, several = 70, 67
    return 1 if units <= single else -(-units // several)
