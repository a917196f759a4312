"""Why the portal asks for meetings, as data: numbers of the duties and the clauses they rest on, looked up as documents cite them."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal import agreed
from portal.agreed import AgreedSection


@dataclass(frozen=True)
class Basis:
    """A duty of the domain by its number, and where it is agreed."""

    number: str
    clauses: tuple[str, ...]


MEET = Basis("D8", ("LÖ-KV 9", "AA-KV 4"))
NO_CLIENTS = Basis("D8", ("LÖ-KV 9", "AA-KV 4"))
EXCHANGE = Basis("D20", ("LÖ-KV 8", "AA-KV 4"))


def chips(bases: Iterable[Basis]) -> list[AgreedSection | str]:
    """As sections of this county's documents where they are, else as they are cited."""
    clauses = list(dict.fromkeys(clause for basis in bases for clause in basis.clauses))
    keys = {clause: agreed.clause_key(clause) for clause in clauses}
    found = agreed.sections([key for key in keys.values() if key is not None])
    shown: list[AgreedSection | str] = []
    for clause, key in keys.items():
        section = found.get(key) if key is not None else None
        if section not in shown:
            shown.append(section or clause)
    return shown
