"""The demo's people: accounts of every role, with passwords derived from this installation's secret key and stored nowhere."""

import base64
from collections.abc import Iterable
from typing import Any, TypedDict

from django.apps import apps
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP

from portal.demo import content
from portal.identity import invitations
from portal.models import AuthenticatorApp, User
from portal.models.factors import DIGITS, SEED_BYTES, STEP_SECONDS

CONSONANTS = "bdfghklmnprstvwz"
VOWELS = "aeiou"
WORDS = (3, 3, 2)
APP_NAME = "Demo"


class DemoAccount(TypedDict):
    email: str
    password: str
    totp_secret: str
    name: str
    roles: list[str]
    organisation: str | None


def people() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = content.table("people.toml")["people"]
    return rows


def password_of(email: str) -> str:
    """A password that can be read out ("Rabemo-Kitufa-Zole-47"), the same at each call, different in each installation."""
    rest = int.from_bytes(salted_hmac("portal.demo.password", email, algorithm="sha256").digest(), "big")
    words = []
    for syllables in WORDS:
        word = ""
        for _syllable in range(syllables):
            rest, consonant = divmod(rest, len(CONSONANTS))
            rest, vowel = divmod(rest, len(VOWELS))
            word += CONSONANTS[consonant] + VOWELS[vowel]
        words.append(word.capitalize())
    return "-".join([*words, f"{rest % 90 + 10}"])


def salt_of(email: str) -> str:
    """The salt of the stored hash: it tells, without the cost of a hash, whether the password is still the derived one."""
    return salted_hmac("portal.demo.salt", email + password_of(email), algorithm="sha256").hexdigest()[:32]


def has_derived_password(user: User) -> bool:
    try:
        # Argon2 takes long on purpose, comparing salts does not, and every start of the demo asks for all accounts.
        return bool(identify_hasher(user.password).decode(user.password).get("salt") == salt_of(user.email))
    except (ValueError, AssertionError):
        return False


def set_derived_password(user: User) -> None:
    user.password = make_password(password_of(user.email), salt_of(user.email))


def seed_of(email: str) -> str:
    """The base32 secret of a person's authenticator app, derived as the password is."""
    return base64.b32encode(salted_hmac("portal.demo.seed", email, algorithm="sha256").digest()[:SEED_BYTES]).decode()


def restore_apps(users: Iterable[User]) -> None:
    """Gives everybody the app with the derived secret again who has lost it."""
    users = list(users)
    kept = {app.user_id for app in AuthenticatorApp.objects.filter(user__in=users, confirmed=True, name=APP_NAME)}
    for user in users:
        if user.pk not in kept:
            AuthenticatorApp.objects.create(user=user, name=APP_NAME, confirmed=True, seed=seed_of(user.email))


def code_of(email: str) -> str:
    """The six digits that are good now."""
    return f"{TOTP(base64.b32decode(seed_of(email)), STEP_SECONDS, digits=DIGITS).token():0{DIGITS}d}"


def create_accounts() -> dict[str, User]:
    """Organisations and people with their roles, by e-mail address; what is there stays as it is."""
    organisations = create_organisations()
    made = {row["email"]: create_account(row, organisations) for row in people()}
    for row in content.table("people.toml")["invited"]:
        create_invited(row, organisations, made[row["by"]])
    return made


def create_organisations() -> dict[str, Any]:
    model = apps.get_model("directory", "Organisation")
    rows = content.table("people.toml")["organisations"]
    return {row["name"]: model.objects.get_or_create(name=row["name"], defaults=row)[0] for row in rows}


def create_account(row: dict[str, Any], organisations: dict[str, Any]) -> User:
    user = User.objects.filter(email=row["email"]).first()
    if user is not None:
        return user
    user = User(email=row["email"], first_name=row["first_name"], last_name=row["last_name"])
    set_derived_password(user)
    user.save()
    user.groups.set(Group.objects.filter(name__in=row.get("groups", ())))
    membership = apps.get_model("directory", "Membership")
    for role in row.get("roles", ()):
        membership.objects.create(user=user, organisation=organisations[row["organisation"]], role=role)
    restore_apps([user])
    return user


def create_invited(row: dict[str, Any], organisations: dict[str, Any], by: User) -> None:
    """Somebody whose link is on its way; no mail goes out for the demo."""
    if User.objects.filter(email=row["email"]).exists():
        return
    user = User(email=row["email"], first_name=row["first_name"], last_name=row["last_name"])
    user.set_unusable_password()
    user.save()
    membership = apps.get_model("directory", "Membership")
    for role in row["roles"]:
        membership.objects.create(user=user, organisation=organisations[row["organisation"]], role=role)
    invitations.issue(user, invitations.Purpose.ACCOUNT, by=by)


@transaction.atomic
def demo_accounts() -> list[DemoAccount]:
    """The demo's active accounts in the order of people.toml; a changed password or a lost app is set back to what is printed."""
    order = {row["email"]: place for place, row in enumerate(people())}
    users = User.objects.filter(email__in=order, is_active=True).prefetch_related("groups", "memberships__organisation")
    users_in_order = sorted(users, key=lambda user: order[user.email])
    restore_passwords(users_in_order)
    restore_apps(users_in_order)
    return [described(user) for user in users_in_order]


def restore_passwords(users: Iterable[User]) -> None:
    for user in users:
        if not has_derived_password(user):
            set_derived_password(user)
            user.save(update_fields=["password"])


def described(user: User) -> DemoAccount:
    memberships = list(user.memberships.all())
    roles = [membership.role for membership in memberships] + [group.name for group in user.groups.all()]
    organisation = memberships[0].organisation.name if memberships else None
    return DemoAccount(
        email=user.email,
        password=password_of(user.email),
        totp_secret=seed_of(user.email),
        name=str(user),
        roles=roles,
        organisation=organisation,
    )
