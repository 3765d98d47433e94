"""A revocation responder for the virtual world: real OCSP answers by a delegated key, without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from kakanai.card.virtual.authority import SIGN, Authority, CertificateAuthority, table_entry


@dataclass
class VirtualResponder:
    """Answers DER requests for whichever generation of the authority is asked about.

    `known` are the serial numbers it vouches for; `None` means every one.
    """

    world: Authority
    known: set[int] | None = None
    validity: timedelta = timedelta(hours=24)
    now: datetime | None = None

    def __call__(self, request: bytes) -> bytes:
        """Return the DER answer to a DER request."""
        asked = ocsp.load_der_ocsp_request(request)
        authority = self._asked_about(asked)
        now = self.now or datetime.now(UTC)
        revoked = self.world.revoked.get(asked.serial_number)
        if authority is None or (self.known is not None and asked.serial_number not in self.known):
            return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED).public_bytes(
                Encoding.DER
            )
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=1),
            next_update=now + self.validity,
            revocation_time=revoked,
            revocation_reason=x509.ReasonFlags.affiliation_changed if revoked else None,
        )
        signer = self.world.responder if authority is self.world.authorities[SIGN][-1] else authority
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        if signer is self.world.responder:
            builder = builder.certificates([signer.certificate])
        return builder.sign(signer.key, table_entry(self.world.algorithm).hash).public_bytes(Encoding.DER)

    def _asked_about(self, asked: ocsp.OCSPRequest) -> CertificateAuthority | None:
        for authority in self.world.authorities[SIGN]:
            own = authority.certificate
            request = ocsp.OCSPRequestBuilder().add_certificate(own, own, asked.hash_algorithm).build()
            if request.issuer_key_hash == asked.issuer_key_hash:
                return authority
        return None


@cache
def responder_of(folder: Path) -> VirtualResponder:
    """Return the responder of a deck's world; raises OSError or ValueError where there is none."""
    return VirtualResponder(Authority.load(folder))
