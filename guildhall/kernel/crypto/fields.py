"""Model fields of sealed columns. Both carry `is_encrypted`: the trail writes of them only that they changed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute

from guildhall.kernel.crypto.blind import blind_index
from guildhall.kernel.crypto.seal import decrypt, encrypt


class Secret(str):
    """Text that does not show itself in a repr, hence not in a traceback or a dumped row."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<加密内容>"


class SecretAttribute(DeferredAttribute):
    def __set__(self, instance: models.Model, value: Any) -> None:
        is_text = isinstance(value, str) and not isinstance(value, Secret)
        instance.__dict__[self.field.attname] = Secret(value) if is_text else value


class EncryptedTextField(models.Field):
    """Text kept as sealed bytes. Rows read open it at once (1 µs a value); set work reads `sealed(name)` instead.

    It cannot be searched or compared: a BlindIndexField beside it does that. The label that binds the bytes to
    their column is app.model.field; give it as `label` when a model or field is renamed.
    """

    is_encrypted = True
    descriptor_class = SecretAttribute

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        for option in ("primary_key", "unique", "db_index", "choices"):
            if kwargs.get(option):
                raise FieldError(f"An encrypted column cannot have {option}.")
        self.given_label = label
        self.label = label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.given_label:
            kwargs["label"] = self.given_label
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        self.label = self.given_label or f"{cls._meta.label_lower}.{name}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.label} is encrypted: it can only be tested with isnull, not {lookup_name}.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} is encrypted: it has no {lookup_name}.")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if not isinstance(value, str):
            raise TypeError(f"{self.label} takes text, not {type(value).__name__}.")
        return connection.Database.Binary(encrypt(value, label=self.label))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Secret | None:
        return None if value is None else Secret(decrypt(bytes(value), label=self.label))

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is encrypted: it is not written to fixtures.")


class BlindIndexField(models.UUIDField):
    """The blind index of a value for exact search; `of` names the field it follows whenever the record is saved."""

    is_encrypted = True
    lookups = frozenset({"exact", "in", "isnull"})

    def __init__(self, *args: Any, purpose: str, of: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        self.of = of
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"] = self.purpose
        if self.of:
            kwargs["of"] = self.of
        return name, path, args, kwargs

    def index_of(self, value: str) -> UUID:
        """What this column holds for an already normalised value."""
        return blind_index(value, purpose=self.purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in self.lookups:
            raise FieldError(f"A blind index can only be searched exactly, not with {lookup_name}.")
        return super().get_lookup(lookup_name)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.of and self.of not in model_instance.get_deferred_fields():
            value = getattr(model_instance, self.of)
            setattr(model_instance, self.attname, self.index_of(value) if value else None)
        return super().pre_save(model_instance, add)


def sealed(name: str) -> Cast:
    """The bytes of an encrypted column as they are stored, for `decrypt_many` over a set."""
    return Cast(name, models.BinaryField())
