from dataclasses import dataclass
@dataclass(frozen=True)
class Repair:
    id: str
    line: int
    before: str
    after: str
    why: str
def repair(lines, *, revoked=()):
    return list(lines), ()
