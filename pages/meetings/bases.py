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


def chips(bases: Iterable[Basis]) -> list[AgreedSection]:
    """The sections of this county's documents; a clause that none of them holds is not shown."""
    found = agreed.cited(clause for basis in bases for clause in basis.clauses)
    return list(dict.fromkeys(found.values()))
