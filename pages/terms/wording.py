"""What clocks are called, and how each was computed, in one plain sentence."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.documents.facts_box import long_date, months_text
from pages.terms import clocks
from pages.terms.clocks import Basis, Clock

MEETING = "meeting"
TITLES: dict[str, str | Promise] = {
    clocks.OBJECTION: _("Letzter Tag für einen Widerspruch gegen die Verlängerung"),
    clocks.NOTICE: _("Letzter Tag für eine Kündigung"),
    clocks.EXTENSION: _("Letzter Tag, wenn sie nicht verlängert wird"),
    clocks.END: _("Letzter Tag der Laufzeit"),
    clocks.RENEWAL: _("Verlängert sich, wenn niemand widerspricht"),
    clocks.REVIEW: _("Nächste Überprüfung"),
    MEETING: _("Nächstes Treffen, spätestens"),
}
DUTIES: dict[str, str | Promise] = {
    clocks.OBJECTION: _("Verlängerung prüfen: %(name)s"),
    clocks.NOTICE: _("Kündigung prüfen: %(name)s"),
    clocks.EXTENSION: _("Über die Verlängerung entscheiden: %(name)s"),
    clocks.END: _("Klären, was danach gilt: %(name)s"),
    clocks.REVIEW: _("Überprüfen: %(name)s"),
}
STATES: dict[str, str | Promise] = {
    clocks.OBJECTION: _("letzter Tag für einen Widerspruch"),
    clocks.NOTICE: _("letzter Tag für eine Kündigung"),
    clocks.EXTENSION: _("endet sonst an diesem Tag"),
    clocks.END: _("letzter Tag der Laufzeit"),
    clocks.REVIEW: _("Überprüfung nach der Vereinbarung"),
}


def how(basis: Basis, clock: Clock) -> str:
    return {
        clocks.OBJECTION: objection_computed,
        clocks.NOTICE: notice_computed,
        clocks.EXTENSION: extension_computed,
        clocks.END: end_computed,
        clocks.RENEWAL: renewal_computed,
        clocks.REVIEW: review_computed,
    }[clock.kind](basis, clock)


def objection_computed(basis: Basis, clock: Clock) -> str:
    end = long_date(clock.ends_on or clock.on)
    months = basis.objection_months or basis.notice_months
    if not months:
        return gettext("Die laufende Zeit endet am %(end)s; eine Frist davor ist nicht vereinbart.") % {"end": end}
    return gettext(
        "%(span)s vor dem %(end)s, dem letzten Tag der laufenden Zeit. Kommt bis dahin kein Widerspruch an, gilt sie weiter."
    ) % {"span": months_text(months), "end": end}


def renewal_computed(basis: Basis, clock: Clock) -> str:
    return gettext("Die laufende Zeit endet am Tag davor; danach gilt sie %(span)s weiter.") % {
        "span": months_text(basis.renewal_months)
    }


def notice_computed(basis: Basis, clock: Clock) -> str:
    return gettext(
        "%(span)s vor dem Ende am %(end)s. Eine spätere Kündigung beendet sie nicht früher als die Laufzeit."
    ) % {"span": months_text(basis.notice_months), "end": long_date(clock.ends_on or clock.on)}


def extension_computed(basis: Basis, clock: Clock) -> str:
    following = clocks.end_of_extension(basis)
    return f"{end_computed(basis, clock)} " + gettext(
        "Bis dahin lässt sie sich um %(span)s verlängern, also bis %(end)s."
    ) % {"span": months_text(basis.renewal_months), "end": long_date(following or clock.on)}


def end_computed(basis: Basis, clock: Clock) -> str:
    if basis.objections:
        return gettext("Am %(day)s kam ein Widerspruch an. Sie verlängert sich danach nicht mehr.") % {
            "day": long_date(min(basis.objections))
        }
    if basis.extended_until == clock.on:
        return gettext("Bis zu diesem Tag wurde sie verlängert.")
    if basis.term == clocks.PERIOD and basis.first_day:
        return gettext("%(span)s ab dem %(first)s; dieser Tag zählt mit.") % {
            "span": months_text(basis.months),
            "first": long_date(basis.first_day),
        }
    if basis.term == clocks.FUNDING:
        return gettext("An diesem Tag endet der Förderzeitraum.")
    return gettext("Diesen Tag nennt das Dokument selbst.")


def review_computed(basis: Basis, clock: Clock) -> str:
    if clock.on == basis.review_on:
        return gettext("Diesen Tag nennt das Dokument selbst.")
    span = months_text(basis.review_months)
    if basis.reviewed_on:
        return gettext("%(span)s nach der letzten Überprüfung am %(day)s.") % {
            "span": span,
            "day": long_date(basis.reviewed_on),
        }
    return gettext("%(span)s nach dem Beginn am %(day)s.") % {"span": span, "day": long_date(basis.since or clock.on)}


def meeting_computed(months: int) -> str:
    return gettext("%(span)s nach dem letzten Treffen oder, wenn es noch keines gab, nach dem Inkrafttreten.") % {
        "span": months_text(months)
    }


def leaving_sentence(basis: Basis, today: dt.date) -> str:
    """What a notice would lead to that is received today; "" where none is agreed."""
    if not basis.notice_months:
        return ""
    end, fixed = clocks.end_of_notice(basis, today), clocks.last_day_of(basis)
    if fixed is not None and fixed <= end:
        return ""
    return gettext("Kommt heute eine Kündigung an, ist die Stelle noch bis %(day)s gebunden: %(span)s.") % {
        "day": long_date(end),
        "span": months_text(basis.notice_months),
    }
