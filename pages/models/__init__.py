from pages.models.annexes import Annex
from pages.models.approvals import Approval, ApprovalLink, ApprovalReply, Departure, SignedSheet
from pages.models.events import CalendarFeed, EventClause, EventDate, EventFile, EventIndexPage, EventPage
from pages.models.former_numbers import FormerNumber
from pages.models.home import HomePage, NewsIndexPage, NewsPage, StandardPage
from pages.models.job_shadowing import (
    PledgeAcceptance,
    PledgeText,
    ShadowingCount,
    ShadowingFeedback,
    ShadowingOffer,
    ShadowingRequest,
    ShadowingRule,
    ShadowingSlot,
    ShadowingStep,
)
from pages.models.meetings import AgendaItem, Decision, Meeting, MeetingInvitation
from pages.models.normative import NormativeIndexPage, NormativePage
from pages.models.parties import Party
from pages.models.polls import Poll, PollAnswer, PollInvitee, PollOption
from pages.models.registrations import Admission, FeedbackCount, HeldSeats, Registration, SeatCount
from pages.models.training import RequiredTraining, TrainingProof, TrainingRecord, TrainingRule, TrainingTopic
from pages.models.versions import Version

__all__ = [
    "Admission",
    "AgendaItem",
    "Annex",
    "Approval",
    "ApprovalLink",
    "ApprovalReply",
    "CalendarFeed",
    "Decision",
    "Departure",
    "EventClause",
    "EventDate",
    "EventFile",
    "EventIndexPage",
    "EventPage",
    "FeedbackCount",
    "FormerNumber",
    "HeldSeats",
    "HomePage",
    "Meeting",
    "MeetingInvitation",
    "NewsIndexPage",
    "NewsPage",
    "NormativeIndexPage",
    "NormativePage",
    "Party",
    "PledgeAcceptance",
    "PledgeText",
    "Poll",
    "PollAnswer",
    "PollInvitee",
    "PollOption",
    "Registration",
    "RequiredTraining",
    "SeatCount",
    "ShadowingCount",
    "ShadowingFeedback",
    "ShadowingOffer",
    "ShadowingRequest",
    "ShadowingRule",
    "ShadowingSlot",
    "ShadowingStep",
    "SignedSheet",
    "StandardPage",
    "TrainingProof",
    "TrainingRecord",
    "TrainingRule",
    "TrainingTopic",
    "Version",
]
