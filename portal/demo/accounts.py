"""The demo's people: accounts of every role, with passwords derived from this installation's secret key and stored nowhere."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django.apps import apps
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import salted_hmac

from portal.demo import content
from portal.models import User

CONSONANTS = "bdfghklmnprstvwz"
VOWELS = "aeiou"
WORDS = (3, 3, 2)


class DemoAccount(TypedDict):
    email: str
    password: str
    name: str
    roles: list[str]
    organisation: str | None


def people() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content.table("people.toml")["people"]
    return found


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
        return bool(identify_hasher(user.password).decode(user.password).get("salt") == salt_of(user.email))
    except (ValueError, AssertionError):
        return False


def set_derived_password(user: User) -> None:
    user.password = make_password(password_of(user.email), salt_of(user.email))


def create_accounts() -> dict[str, User]:
    """Organisations and people with their roles, by e-mail address; what is there stays as it is."""
    organisations = create_organisations()
    return {row["email"]: create_account(row, organisations) for row in people()}


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
    return user


@transaction.atomic
def demo_accounts() -> list[DemoAccount]:
    """The demo's active accounts as they are, in the order of people.toml; a changed password is set back to the printed one."""
    order = {row["email"]: place for place, row in enumerate(people())}
    users = User.objects.filter(email__in=order, is_active=True).prefetch_related("groups", "memberships__organisation")
    found = sorted(users, key=lambda user: order[user.email])
    restore_passwords(found)
    return [described(user) for user in found]


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
        email=user.email, password=password_of(user.email), name=str(user), roles=roles, organisation=organisation
    )
