"""Polls: the list, opening one, answering, and what was said."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.access import coordination_required, is_coordinator
from pages.models import Meeting, NormativePage, Poll, PollInvitee
from pages.named_persons import asked_agreement, in_force, meeting_section
from pages.polls import access, actions, queries
from pages.polls.actions import PollClosedError
from pages.polls.forms import AnswerForm, PollForm
from portal import confirmation
from portal.confirmation import Question
from portal.edit_conflicts import CONFLICT, storing_alone
from portal.edit_state import key_of
from portal.identity.users import signed_in


def seen(request: HttpRequest, pk: int) -> Poll:
    polls = access.visible_to(signed_in(request)).select_related("agreement", "chosen", "opened_by", "meeting")
    poll: Poll = get_object_or_404(polls, pk=pk)
    return poll


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    polls = queries.for_list(access.visible_to(signed_in(request)))
    today = timezone.localdate()
    mine = set(access.open_to(signed_in(request)).filter(answered_at=None).values_list("poll", flat=True))
    context = {
        "open": polls.filter(closed_at=None).order_by("answer_by", "pk"),
        "ended": polls.filter(closed_at__isnull=False)[:20],
        "mine": mine,
        "today": today,
        "is_coordinator": is_coordinator(request.user),
        "agreements": in_force(),
    }
    return render(request, "pages/polls/index.html", context)


@coordination_required
def new(request: HttpRequest) -> HttpResponse:
    """For an agreement, whose named persons are asked."""
    agreement = asked_agreement(request)
    if agreement is None:
        return render(request, "pages/polls/choose_agreement.html", {"agreements": in_force()})
    meeting = asked_meeting(request, agreement)
    initial = {"title": meeting.title} if meeting else {}
    form = PollForm(request.POST or None, agreement=agreement, initial=initial)
    form.instance.meeting = meeting
    if request.method == "POST" and form.is_valid():
        poll = actions.open_poll(poll=form.instance, slots=form.slots, people=form.chosen(), by=signed_in(request))
        messages.success(request, _("Die Abstimmung läuft. Alle Gefragten bekommen eine Mail mit dem Link."))
        return redirect("polls:poll", poll.pk)
    context = {"form": form, "agreement": agreement, "section": meeting_section(agreement)}
    return render(request, "pages/polls/new.html", context, status=422 if form.errors else 200)


def asked_meeting(request: HttpRequest, agreement: NormativePage) -> Meeting | None:
    """The one that gets its date by the poll, where the address names one."""
    key = request.GET.get("treffen", "")
    waiting = Meeting.objects.undated().filter(agreement=agreement)
    return waiting.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


@require_safe
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    return poll_page(request, seen(request, pk))


@storing_alone
def answer(request: HttpRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """For oneself, for whom one stands in, or, as coordinator, for somebody who has said it otherwise."""
    poll = seen(request, pk)
    user, coordinates = signed_in(request), is_coordinator(request.user)
    mine = Q(pk__in=poll.invitees.values("pk")) if coordinates else access.answerable(user.pk, timezone.localdate())
    rows = PollInvitee.objects.filter(mine, poll=poll).select_related("organisation", "poll")
    invitee = get_object_or_404(rows, pk=invitee_pk)
    form = AnswerForm(request.POST or None, invitee=invitee, entry=key_of(invitee))
    if request.method != "POST" or not form.is_settled():
        return poll_page(request, poll, form, invitee, status=form.status if form.is_bound else 200)
    try:
        actions.answer(invitee=invitee, choices=form.choices_by_option(), by=user, is_coordinator=coordinates)
    except PollClosedError as error:
        form.add_error(None, error)
        return poll_page(request, poll, form, invitee, status=CONFLICT)
    messages.success(request, _("Ihre Antwort ist gespeichert. Bis zum Ende der Frist können Sie sie ändern."))
    return redirect("polls:poll", poll.pk)


def poll_page(
    request: HttpRequest,
    poll: Poll,
    form: AnswerForm | None = None,
    invitee: PollInvitee | None = None,
    status: int = 200,
) -> HttpResponse:
    """With the form of the first that waits for the reader."""
    mine = list(access.open_to(signed_in(request)).filter(poll=poll).select_related("organisation", "poll"))
    takes = poll.takes_answers(timezone.localdate())
    if form is None and takes:
        invitee = next((one for one in mine if one.answered_at is None), None)
        form = AnswerForm(invitee=invitee, entry=key_of(invitee)) if invitee else None
    table = queries.table_of(poll)
    if poll.closed_at is None:
        table = queries.with_clashes(table, request.user)
    context = {
        "poll": poll,
        "table": table,
        "form": form,
        "invitee": invitee,
        "mine": mine,
        "takes_answers": takes,
        "is_coordinator": is_coordinator(request.user),
        "meeting": poll.meeting if poll.chosen else None,
        "section": meeting_section(poll.agreement) if poll.agreement else None,
    }
    return render(request, "pages/polls/poll.html", context, status=status)


@require_POST
@coordination_required
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    poll = seen(request, pk)
    key = request.POST.get("termin", "")
    option = get_object_or_404(poll.options, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    try:
        meeting = actions.take_over(option=option, by=signed_in(request))
    except PollClosedError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("polls:poll", pk)
    messages.success(request, _("Der Termin steht im Kalender, die Einladungen sind verschickt."))
    return redirect("meetings:meeting", meeting.pk)


@coordination_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    poll = seen(request, pk)
    back = reverse("polls:poll", args=[pk])
    if request.method == "POST":
        ended = actions.withdraw(poll=poll, by=signed_in(request))
        messages.success(
            request,
            _("Die Abstimmung ist ohne Termin beendet.") if ended else _("Die Abstimmung war schon beendet."),
        )
        return redirect(back)
    question = Question(
        heading=_("Abstimmung ohne Termin beenden?"),
        button=_("Ohne Termin beenden"),
        back=back,
        goes=[poll.title],
        hint=_("Alle Gefragten bekommen eine Mail. Die Antworten bleiben sichtbar."),
    )
    return confirmation.ask(request, question)
