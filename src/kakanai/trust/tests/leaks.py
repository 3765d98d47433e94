"""Finding a text that must not be there, however it is written down."""

import base64
import html
import io
import json
import urllib.parse

import pypdf

TEXT_ENCODINGS = ("utf-8", "utf-16-le", "cp932", "euc_jp")


def forms_of(secret):
    """Return the byte strings under which a secret could lie in a file, an answer or a database dump."""
    plain = secret.encode()
    forms = {secret.encode(encoding, "ignore") for encoding in TEXT_ENCODINGS}
    forms |= {urllib.parse.quote(secret).encode(), json.dumps(secret)[1:-1].encode(), plain.hex().encode()}
    forms |= {
        plain.hex().upper().encode(),
        html.escape("".join(f"&#{ord(ch)};" for ch in secret), quote=False).encode(),
    }
    forms |= {"".join(f"&#{ord(ch)};" for ch in secret).encode(), secret[::-1].encode()}
    for shift in range(3):
        # In base64 a text looks different at each of the three places that it may begin at.
        encoded = base64.b64encode(b"\0" * shift + plain)
        forms.add(encoded[4 if shift else 0 : -4])
    return {one for one in forms if len(one) >= 8}


def text_of_pdf(content):
    """Return the words of a PDF without the spaces that its layout puts between them."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def leaks(content, secrets):
    """Return which of the secrets stand in the bytes; a PDF is read for its words as well."""
    found = {secret for secret in secrets if any(form in content for form in forms_of(secret))}
    if content.startswith(b"%PDF-"):
        words = text_of_pdf(content)
        found |= {secret for secret in secrets if secret in words}
    return found
