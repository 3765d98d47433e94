"""Personal values are unreadable in the database and bound to their row and column."""

import pytest
from django.db import connection

from kakanai.trust import crypto, tenancy
from kakanai.trust.errors import DecryptionError, TrustError
from kakanai.trust.models import Protection

CITY, TOWN = "990019", "990027"
CANARY = "見えてはいけない名前"


def a_protection(**fields):
    row = Protection(municipality=CITY, person_index="x", starts_on="2026-01-01", **fields)
    row.save(force_insert=True)
    return row


@pytest.fixture
def city(db):
    with tenancy.tenant(CITY):
        yield


@pytest.mark.usefixtures("city")
class TestEncryptedFields:
    def test_a_value_comes_back_as_it_went_in(self):
        row = a_protection(note=CANARY)
        assert Protection.objects.get(pk=row.pk).note == CANARY

    def test_the_table_holds_no_plaintext_and_a_planted_plaintext_is_found(self):
        row = a_protection(note=CANARY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT note FROM trust_protection WHERE id = %s", [row.pk])
            stored = bytes(cursor.fetchone()[0])
        assert CANARY.encode() not in stored
        assert CANARY.encode() in stored + CANARY.encode()

    def test_a_ciphertext_moved_to_another_row_does_not_open(self):
        one, other = a_protection(note=CANARY), a_protection(note="別の値")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE trust_protection SET note = (SELECT note FROM trust_protection WHERE id = %s) WHERE id = %s",
                [one.pk, other.pk],
            )
        with pytest.raises(DecryptionError):
            _ = Protection.objects.get(pk=other.pk).note

    def test_a_value_nobody_looked_at_is_saved_back_unchanged(self):
        row = a_protection(note=CANARY)
        again = Protection.objects.get(pk=row.pk)
        again.person_index = "y"
        again.save()
        assert Protection.objects.get(pk=row.pk).note == CANARY

    def test_plaintext_is_refused_on_the_way_to_sql(self):
        a_protection(note=CANARY)
        with pytest.raises(TrustError):
            Protection.objects.filter(municipality=CITY).update(note=CANARY)


def test_one_flipped_bit_anywhere_is_noticed():
    sealed = bytearray(crypto.encrypt(b"secret", municipality=CITY, place="t|1|c"))
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(DecryptionError):
            crypto.decrypt(bytes(broken), municipality=CITY, place="t|1|c")


def test_two_municipalities_share_neither_keys_nor_blind_indexes():
    sealed = crypto.encrypt(b"secret", municipality=CITY, place="t|1|c")
    with pytest.raises(DecryptionError):
        crypto.decrypt(sealed, municipality=TOWN, place="t|1|c")
    assert crypto.keyed_digest("a", municipality=CITY, purpose="name") != crypto.keyed_digest(
        "a", municipality=TOWN, purpose="name"
    )
