"""A card's signature inside the PDF (PAdES): the digest goes down, the signature comes back.

The signed file is an incremental update: it begins with the exact bytes that were shown. The card gives its
signing certificate only after the password, so nothing about the signer is needed to prepare.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

from asn1crypto import algos, cms, x509
from pyhanko.pdf_utils.generic import ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kakanai.card.cades import digest_of, signed_attributes
from kakanai.signing.bundle import SigningContext
from kakanai.signing.errors import CardSignatureError

FIELD = "KakanaiSignature"
RESERVED_HEX = 2 * 8 * 1024
"""Room for the CMS object in hex digits: certificate, its authority, attributes and a signature of any kind."""

_DIGESTS = {"sha256": 32, "sha384": 48}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document waiting for its signature. Plain data, and made anew from the same input at any time."""

    pdf: bytes
    digest: bytes
    digest_name: str
    start: int
    end: int


def prepare(document: bytes, context: SigningContext, digest_name: str = "sha256") -> Prepared:
    """Return the document with an empty, invisible signature field, and the digest for the card to sign.

    The context's visit and nonce become part of what is signed. Equal input gives an equal result, so a server
    need not keep it while the card is asked. Raises CardSignatureError for a broken PDF.
    """
    if digest_name not in _DIGESTS:
        raise CardSignatureError(f"digest {digest_name} is not allowed")
    try:
        return asyncio.run(_prepare(document, context, digest_name))
    except Exception as error:
        raise CardSignatureError(f"the document cannot be prepared: {error!r}") from error


def finish(
    prepared: Prepared, attributes: bytes, signature: bytes, certificate: bytes, chain: Sequence[bytes]
) -> bytes:
    """Return the signed PDF from what the card gave (all DER but the raw signature).

    Raises CardSignatureError when the attributes are not about this document or the parts do not parse.
    """
    try:
        if digest_of(attributes) != prepared.digest:
            raise CardSignatureError("the card signed another document")
        container = _cms(prepared, attributes, signature, certificate, chain)
    except (ValueError, TypeError, KeyError) as error:
        raise CardSignatureError(f"the card's answer cannot be read: {error}") from error
    output = io.BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(prepared.digest, prepared.start, prepared.end)
    place.fill_with_cms(output, container)
    return output.getvalue()


def sign(
    document: bytes,
    context: SigningContext,
    certificate: bytes,
    chain: Sequence[bytes],
    signer: Callable[[bytes], bytes],
) -> bytes:
    """Return the signed PDF where the certificate is known beforehand; `signer` signs a digest."""
    algorithm = "ecdsa-p384-sha384" if _is_p384(certificate) else "rsa-2048-sha256"
    prepared = prepare(document, context, "sha384" if _is_p384(certificate) else "sha256")
    attributes = signed_attributes(prepared.digest, certificate, algorithm=algorithm)
    signature = signer(hashlib.new(prepared.digest_name, attributes).digest())
    return finish(prepared, attributes, signature, certificate, chain)


class _SignatureOnlyWriter(IncrementalPdfFileWriter):
    """Leaves the document's metadata as shown: its PDF/A mark and dates belong to what is signed."""

    def _update_meta(self) -> None:
        return None

    def name_after(self, document: bytes, context: SigningContext) -> None:
        """Give the update an identifier that follows from its content, in place of a random one."""
        digest = hashlib.sha256(context.reason().encode() + document).digest()
        self._document_id[1] = ByteStringObject(digest[:16])


async def _prepare(document: bytes, context: SigningContext, digest_name: str) -> Prepared:
    writer = _SignatureOnlyWriter(io.BytesIO(document))
    writer.name_after(document, context)
    append_signature_field(writer, SigFieldSpec(FIELD))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=digest_name,
        subfilter=SigSeedSubFilter.PADES,
        reason=context.reason(),
    )
    signer = PdfSigner(metadata, signer=ExternalSigner(None, _store([]), 512))
    session = signer.init_signing_session(writer)
    session.system_time = context.at.astimezone(UTC)
    waiting = session.prepare_tbs_document(
        validation_info=await session.perform_presign_validation(writer), bytes_reserved=RESERVED_HEX
    )
    placed, output = waiting.digest_tbs_document(output=io.BytesIO())
    output.seek(0)
    pdf: bytes = output.read()
    return Prepared(pdf, placed.document_digest, digest_name, placed.reserved_region_start, placed.reserved_region_end)


def _cms(
    prepared: Prepared, attributes: bytes, signature: bytes, certificate: bytes, chain: Sequence[bytes]
) -> cms.ContentInfo:
    store = _store(chain)
    holder = x509.Certificate.load(certificate)
    kind = "ecdsa" if holder.public_key.algorithm == "ec" else "rsassa_pkcs1v15"
    mechanism = algos.SignedDigestAlgorithm(
        {"algorithm": f"{prepared.digest_name}_{'ecdsa' if kind == 'ecdsa' else 'rsa'}"}
    )
    signer = ExternalSigner(holder, store, signature, signature_mechanism=mechanism)
    signed = cms.CMSAttributes.load(attributes)
    return asyncio.run(signer.async_sign_prescribed_attributes(prepared.digest_name, signed))


def _store(chain: Sequence[bytes]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for der in chain:
        store.register(x509.Certificate.load(der))
    return store


def _is_p384(certificate: bytes) -> bool:
    key = x509.Certificate.load(certificate).public_key
    return bool(key.algorithm == "ec" and key.curve[1] == "secp384r1")
