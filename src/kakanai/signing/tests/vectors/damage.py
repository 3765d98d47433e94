"""Bundles that were cut or changed, as they are and under a seal made anew."""

from __future__ import annotations

from collections.abc import Iterator

from kakanai.signing import Trust, Verdict
from kakanai.signing.container import unpack
from kakanai.signing.tests.samples import Case, good, resealed, trust
from kakanai.signing.tests.vectors.model import FRACTIONS, Vector, contents, flip, flipped


def truncated() -> Iterator[Vector]:
    case = good()
    bundle, anchors = case.bundle(), trust(case.issuer)
    for part in FRACTIONS:
        yield Vector(
            f"bundle cut at {part:.0%}", bundle[: int(len(bundle) * part)], anchors, Verdict.INVALID, "container"
        )
        members = unpack(bundle)
        der = members["evidence/certificate.der"]
        cut = members | {"evidence/certificate.der": der[: int(len(der) * part)]}
        yield Vector(f"certificate cut at {part:.0%}", resealed(cut), anchors, Verdict.INVALID)
        signed = case.signed[: len(case.document) + int((len(case.signed) - len(case.document)) * part)]
        yield Vector(
            f"signed PDF cut at {part:.0%} of the update",
            resealed(members | {"signed.pdf": signed}),
            anchors,
            Verdict.INVALID,
        )
        start, end, container = contents(case.signed)
        keep = container[: int(len(container) * part)].hex().upper().encode().ljust(end - start, b"0")
        emptied = case.signed[:start] + keep + case.signed[end:]
        yield Vector(f"CMS cut at {part:.0%}", resealed(members | {"signed.pdf": emptied}), anchors, Verdict.INVALID)
    for size in range(1, 9):
        yield Vector(f"last {size} bytes gone", bundle[:-size], anchors, Verdict.INVALID, "container")
    yield Vector("empty file", b"", anchors, Verdict.INVALID, "container")
    yield Vector("bytes after the end", bundle + b"\0", anchors, Verdict.INVALID, "container")
    yield Vector("bytes before the start", b"\0" + bundle, anchors, Verdict.INVALID, "container")


def tampered() -> Iterator[Vector]:
    """One changed bit in every class of offset, in the file as it is and under a seal made anew."""
    for kind in ("p256", "rsa"):
        case = good(kind)
        bundle, anchors = case.bundle(), trust(case.issuer)
        for name, content in unpack(bundle).items():
            at = bundle.index(content)
            for part in (0.0, 0.5, 0.99):
                yield flipped(f"{kind}: bit in {name} at {part:.0%}", bundle, at + int(len(content) * part), anchors)
            yield flipped(f"{kind}: bit in the name of {name}", bundle, at - 1, anchors)
        for offset in (4, 10, 14, 18):
            yield flipped(f"{kind}: bit in the first header at {offset}", bundle, offset, anchors)
        for back in (5, 30, 60, 120):
            yield flipped(f"{kind}: bit in the directory, {back} from the end", bundle, len(bundle) - back, anchors)
        yield from _under_a_new_seal(kind, case, anchors)


def _under_a_new_seal(kind: str, case: Case, anchors: Trust) -> Iterator[Vector]:
    members, signed, size = unpack(case.bundle()), case.signed, len(case.document)
    start, end, container = contents(signed)
    reason, spans = signed.rindex(b"/Reason"), signed.rindex(b"/ByteRange")
    # The CMS object is written in hex, two digits for a byte.
    places = {
        "the shown part": size // 2,
        "the first byte of the update": size + 4,
        "the reason": reason + 12,
        "the byte range": spans + 16,
        "the CMS header": start + 12,
        "the digest algorithm": start + 2 * container.index(bytes.fromhex("608648016503040201")) + 16,
        "the embedded certificate": start + 2 * container.index(case.holder.der) + 400,
        "the message digest": start + 2 * container.index(bytes.fromhex("06092a864886f70d010904")) + 40,
        "the signature": start + 2 * len(container) - 9,
        "the filler": end - 11,
        "the trailer": len(signed) - 40,
        "the last byte": len(signed) - 3,
    }
    for name, place in places.items():
        for bit in (1, 2):
            changed = bytearray(signed)
            changed[place] ^= bit
            data = resealed(members | {"signed.pdf": bytes(changed)})
            yield Vector(f"{kind}: resealed, bit {bit} in {name}", data, anchors, Verdict.INVALID)
    both = {"document.pdf": flip(case.document, size // 2), "signed.pdf": flip(signed, size // 2)}
    yield Vector(
        f"{kind}: resealed, the same bit in both PDFs", resealed(members | both), anchors, Verdict.INVALID, "signature"
    )
