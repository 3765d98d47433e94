"""Model fields whose values are encrypted in Python before they reach SQL.

Use them on subclasses of TenantModel only: the associated data needs the row's municipality and id.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from kakanai.trust import crypto
from kakanai.trust.errors import TrustError


class Ciphertext(bytes):
    """A value as it stands in the database."""


class _Opening(DeferredAttribute):
    """Opens the value when it is first looked at, since only the instance knows its row."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Ciphertext):
            value = self.field.open(instance, value)  # type: ignore[attr-defined]
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Make this a data descriptor: otherwise the instance's own dictionary would be read past it."""
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """Base of the encrypted fields; subclasses say how a value becomes bytes."""

    descriptor_class = _Opening

    def to_bytes(self, value: Any) -> bytes:
        """Return the bytes to encrypt."""
        raise NotImplementedError  # a subclass's duty, as in Django's own field API

    def of_bytes(self, plaintext: bytes) -> Any:
        """Return the value from its bytes."""
        raise NotImplementedError  # a subclass's duty, as in Django's own field API

    def open(self, instance: models.Model, sealed: bytes) -> Any:
        """Decrypt the value of one row; raises DecryptionError when it is not this row's."""
        plaintext = crypto.decrypt(bytes(sealed), municipality=_municipality(instance), place=self._place(instance))
        return self.of_bytes(plaintext)

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:  # noqa: ARG002 - Django's
        """Return the ciphertext to write; a value nobody looked at is written back as it was."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        plaintext = self.to_bytes(value)
        place = self._place(model_instance)
        return Ciphertext(crypto.encrypt(plaintext, municipality=_municipality(model_instance), place=place))

    def from_db_value(self, value: Any, *_: Any) -> Ciphertext | None:
        """Keep the ciphertext until somebody looks."""
        return None if value is None else Ciphertext(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Refuse plaintext on its way to SQL (`update()` and filters know no row to bind it to)."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TrustError(f"{self.name} is encrypted: write it by save(), find it by a blind index")
        return super().get_db_prep_value(value, connection, prepared)

    def _place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}|{instance.pk}|{self.column}"


class EncryptedTextField(EncryptedField):
    """Text."""

    def to_bytes(self, value: str) -> bytes:
        """Return UTF-8."""
        return value.encode()

    def of_bytes(self, plaintext: bytes) -> str:
        """Return the text."""
        return plaintext.decode()


class EncryptedJSONField(EncryptedField):
    """Anything JSON can say."""

    def to_bytes(self, value: Any) -> bytes:
        """Return compact JSON in UTF-8."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def of_bytes(self, plaintext: bytes) -> Any:
        """Return the JSON value."""
        return json.loads(plaintext)


class EncryptedBytesField(EncryptedField):
    """Bytes, such as a signed PDF."""

    def to_bytes(self, value: bytes) -> bytes:
        """Return the bytes as they are."""
        return bytes(value)

    def of_bytes(self, plaintext: bytes) -> bytes:
        """Return the bytes as they are."""
        return plaintext


def _municipality(instance: models.Model) -> str:
    return str(instance.municipality)  # type: ignore[attr-defined]
