from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("email is required")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """Somebody of a partner organisation; signs in by e-mail, in any letter case."""

    username = None  # type: ignore[assignment]  # Django's own way to drop the field
    email = models.EmailField(
        _("E-Mail-Adresse"), unique=True, error_messages={"unique": _("Diese Adresse hat schon ein Konto.")}
    )
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # the manager knows no username

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        swappable = "AUTH_USER_MODEL"
        ordering = ["last_name", "first_name", "email"]
        constraints = [
            # unique=True alone would let two accounts differ by their capitals.
            models.UniqueConstraint(
                Lower("email"),
                name="portal_user_email_once",
                violation_error_message=_("Diese Adresse hat schon ein Konto."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email
