"""Columns that only this city can read: encryption with key ids, and blind indexes to search by."""

from guildhall.kernel.crypto.blind import blind_index, blind_index_hex_many, blind_index_many, blind_indexes
from guildhall.kernel.crypto.fields import BlindIndexField, EncryptedTextField, sealed
from guildhall.kernel.crypto.keys import KeysUnusable
from guildhall.kernel.crypto.seal import UnreadableError, decrypt, decrypt_many, encrypt, encrypt_many

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "KeysUnusable",
    "UnreadableError",
    "blind_index",
    "blind_index_hex_many",
    "blind_index_many",
    "blind_indexes",
    "decrypt",
    "decrypt_many",
    "encrypt",
    "encrypt_many",
    "sealed",
]
