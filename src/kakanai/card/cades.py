"""The signed attributes of a CMS signature (RFC 5652, RFC 5035), built where the certificate is.

The card gives its signing certificate only after the password. So that the resident types it once, the document's
digest goes down, and attributes, signature and certificate come up together.
"""

from __future__ import annotations

import hashlib

from asn1crypto import cms, core, tsp, x509

from kakanai.card.algorithms import ALGORITHMS


def signed_attributes(document_digest: bytes, certificate: bytes, *, algorithm: str = "rsa-2048-sha256") -> bytes:
    """Return the DER of the attribute SET that the card signs: content type, message digest, signing certificate.

    `document_digest` is over the document's bytes, `certificate` is DER. Hash these bytes with the algorithm's digest
    and hand that to the card.
    """
    digest_name = ALGORITHMS[algorithm].digest_name
    parsed = x509.Certificate.load(certificate)
    identifier = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": digest_name},
            "cert_hash": hashlib.new(digest_name, certificate).digest(),
            "issuer_serial": {
                "issuer": [x509.GeneralName({"directory_name": parsed.issuer})],
                "serial_number": parsed.serial_number,
            },
        }
    )
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", cms.ContentType("data")),
            _attribute("message_digest", core.OctetString(document_digest)),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [identifier]})),
        ]
    )
    return bytes(attributes.dump())


def digest_of(attributes: bytes) -> bytes:
    """Return the document digest inside signed attributes; raises ValueError when there is none."""
    for attribute in cms.CMSAttributes.load(attributes):
        if attribute["type"].native == "message_digest":
            return bytes(attribute["values"][0].native)
    raise ValueError("no message digest among the signed attributes")


def _attribute(kind: str, value: core.Asn1Value) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})
