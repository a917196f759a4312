"""Who is meant by a name that somebody has already: never guessed beyond the own organisation, but asked."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing.table import Choices, UnclearError, refuse, text_is
from directory.importing.values import in_each_language, key
from directory.models import Organisation, Person

NEW = gettext_lazy("neu")
SAME = gettext_lazy("dieselbe")


class Namesakes:
    """All people of one name, with the organisations each of them belongs to."""

    def __init__(self, people: Sequence[tuple[Person, list[str]]]) -> None:
        self.people = people

    def meant(self, said: str, organisation: Organisation, is_unclear: bool) -> Person | None:
        """None for somebody new. UnclearError where a wrong guess would put a number under somebody else's name."""
        if said:
            return self.named(said)
        inside = [person for person, organisations in self.people if organisation.name in organisations]
        if len(inside) == 1 and not is_unclear:
            return inside[0]
        if self.people:
            raise self.unclear()
        return None

    def named(self, said: str) -> Person | None:
        if key(said) in in_each_language(NEW):
            return None
        if key(said) in in_each_language(SAME):
            chosen = [person for person, _organisations in self.people]
        else:
            number = re.fullmatch(r"(?:Nr\. ?)?(\d+)", said)
            chosen = [
                person
                for person, organisations in self.people
                if (number and person.pk == int(number[1])) or any(text_is(said, name) for name in organisations)
            ]
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            raise self.unclear()
        raise refuse("person", _("So ist niemand dieses Namens zu finden. Möglich sind: %(all)s."), all=self.possible())

    def choices(self) -> Choices:
        rows = [(self.sign(person, organisations), person, organisations) for person, organisations in self.people]
        same = _("dieselbe Person wie %(name)s, %(where)s")
        none = _("ohne Organisation")
        return (
            (str(NEW), _("eine neue Person")),
            *(
                (sign, same % {"name": person, "where": ", ".join(organisations) or none})
                for sign, person, organisations in rows
            ),
        )

    def sign(self, person: Person, organisations: list[str]) -> str:
        """By an organisation only this one belongs to; by number where there is none."""
        shared = [name for other, names in self.people if other is not person for name in names]
        own = next((name for name in organisations if not text_is(name, *shared)), None)
        return own or (f"Nr. {person.pk}" if person.pk else str(SAME))

    def possible(self) -> str:
        return ", ".join(f"„{sign}“" for sign, _meaning in self.choices())

    def unclear(self) -> UnclearError:
        said = (
            _("Diesen Namen gibt es mehrfach.")
            if len(self.people) > 1
            else _("Diesen Namen gibt es schon in einer anderen Organisation.")
        )
        how = _("Bitte sagen Sie in der Spalte „Person“, wer gemeint ist. Möglich sind: %(all)s.")
        return UnclearError("person", f"{said} {how % {'all': self.possible()}}", self.choices())
