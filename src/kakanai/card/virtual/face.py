"""The face application's files of a virtual card: a drawn portrait (JPEG 2000), name and address as pictures."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from kakanai.card import tlv
from kakanai.card.virtual.person import CardPerson

FACE, OFFSETS, BIRTH, SEX, KEY, NAME, ADDRESS, PHOTO, SIGNATURE, EXPIRY, CODE = (0xFF20, *range(0xDF21, 0xDF2B))
_FONTS = ("IPAmjMincho", "ipamjm.ttf", "BIZUDGothic-Regular.ttf", "BIZUDPGothic-Regular.ttf")


def files(
    person: CardPerson,
    key: bytes,
    issuer_id: bytes,
    digest: Callable[[bytes], bytes],
    signer: Callable[[bytes], bytes],
) -> dict[str, bytes]:
    """Return the application's files, signed in the three groups that the real signature covers.

    The information file's key ids and its 256 closing bytes are filler of the published sizes: nobody knows what the
    real ones are for.
    """
    birth, sex = _long(BIRTH, person.birth.encode()), _long(SEX, person.sex.encode())
    name, address = _long(NAME, text_png(person.name)), _long(ADDRESS, text_png(person.address))
    photo, key_object = _long(PHOTO, portrait(person)), _long(KEY, key)
    signed = digest(birth + sex + key_object) + digest(name + address) + digest(photo)
    objects = [
        birth, sex, key_object, name, address, photo, _long(SIGNATURE, signer(signed)),
        _long(EXPIRY, person.expires.strftime("%Y%m%d").encode()), _long(CODE, text_png(person.security_code)),
    ]  # fmt: skip
    information = (
        _long(0xDF31, bytes.fromhex("06030E01")) + _long(0xDF32, issuer_id) + _long(0xDF33, b"\x01")
        + _long(0xDF34, person.municipality[:5].encode())
        + _long(0xDF35, issuer_id + hashlib.shake_128(issuer_id).digest(256))
    )  # fmt: skip
    age = _long(0xDF11, person.birth.encode()) + _long(0xDF12, key)
    number = _long(0xDF41, text_png(person.twelve_digits)) + _long(0xDF42, key)
    return {
        "age": _long(0xFF10, age + _long(0xDF13, signer(digest(age)))),
        "face": _long(FACE, _offset_table(objects) + b"".join(objects)),
        "information": _long(0xFF30, information),
        "number_image": _long(0xFF40, number + _long(0xDF43, signer(digest(number)))),
        "extra": b"\xff" * 16,
    }


def portrait(person: CardPerson) -> bytes:
    """Return a drawn face that nobody could take for a photograph, marked VIRTUAL."""
    tone = sum(map(ord, person.key)) % 40
    image = Image.new("RGB", (160, 200), (225 - tone, 235, 240))
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 140, 140, 260), fill=(70 + tone, 90, 140))
    draw.ellipse((45, 45, 115, 135), fill=(240, 214, 190))
    draw.pieslice((40, 30, 120, 110), 180, 360, fill=(50, 40, 40))
    for left in (64, 90):
        draw.ellipse((left, 85, left + 8, 93), fill=(40, 40, 40))
    draw.arc((66, 95, 94, 118), 20, 160, fill=(150, 60, 60), width=3)
    draw.text((50, 182), "VIRTUAL", fill=(255, 255, 255), font=ImageFont.load_default(14))
    out = io.BytesIO()
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[24])
    return out.getvalue()


def text_png(text: str) -> bytes:
    """Return the text as a black-and-white picture, as the card stores what is printed on its face."""
    font = _font(20)
    width = max(24, int(font.getlength(text)) + 8)
    image = Image.new("1", (width, 28), 1)
    ImageDraw.Draw(image).text((4, 3), text, fill=0, font=font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _offset_table(objects: list[bytes]) -> bytes:
    table = _long(OFFSETS, bytes(2 * len(objects)))
    position = len(_long(FACE, table + b"".join(objects))) - sum(map(len, objects))
    offsets = b""
    for item in objects:
        offsets += position.to_bytes(2, "big")
        position += len(item)
    return _long(OFFSETS, offsets)


def _long(tag: int, value: bytes) -> bytes:
    return tlv.encode(tag, value, long_form=True)
