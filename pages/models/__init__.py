from pages.models.annexes import Annex
from pages.models.approvals import Approval, ApprovalLink, ApprovalReply, Departure, SignedSheet
from pages.models.definitions import DefinedTerm
from pages.models.events import CalendarFeed, EventClause, EventDate, EventFile, EventIndexPage, EventPage
from pages.models.exports import OrderedFile
from pages.models.former_numbers import FormerNumber
from pages.models.home import HomePage, NewsIndexPage, NewsPage, StandardPage
from pages.models.imports import DocumentImport
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
from pages.models.last_read import LastRead
from pages.models.meetings import AgendaItem, Decision, Meeting, MeetingInvitation
from pages.models.normative import NormativeIndexPage, NormativePage
from pages.models.parties import Party
from pages.models.polls import Poll, PollAnswer, PollInvitee, PollOption
from pages.models.proposals import Proposal, ProposalComment, ProposalSupport, Remark
from pages.models.reading import (
    Acknowledgement,
    AcknowledgementReminder,
    AcknowledgementRule,
    AskedRole,
    Follow,
    FollowChoice,
    FollowedChange,
    FollowNews,
)
from pages.models.registrations import Admission, FeedbackCount, HeldSeats, Registration, SeatCount
from pages.models.term_days import TermDay, TermEvent
from pages.models.training import RequiredTraining, TrainingProof, TrainingRecord, TrainingRule, TrainingTopic
from pages.models.translation_progress import TranslationProgress
from pages.models.versions import Version

__all__ = [
    "Acknowledgement",
    "AcknowledgementReminder",
    "AcknowledgementRule",
    "Admission",
    "AgendaItem",
    "Annex",
    "Approval",
    "ApprovalLink",
    "ApprovalReply",
    "AskedRole",
    "CalendarFeed",
    "Decision",
    "DefinedTerm",
    "Departure",
    "DocumentImport",
    "EventClause",
    "EventDate",
    "EventFile",
    "EventIndexPage",
    "EventPage",
    "FeedbackCount",
    "Follow",
    "FollowChoice",
    "FollowNews",
    "FollowedChange",
    "FormerNumber",
    "HeldSeats",
    "HomePage",
    "LastRead",
    "Meeting",
    "MeetingInvitation",
    "NewsIndexPage",
    "NewsPage",
    "NormativeIndexPage",
    "NormativePage",
    "OrderedFile",
    "Party",
    "PledgeAcceptance",
    "PledgeText",
    "Poll",
    "PollAnswer",
    "PollInvitee",
    "PollOption",
    "Proposal",
    "ProposalComment",
    "ProposalSupport",
    "Registration",
    "Remark",
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
    "TermDay",
    "TermEvent",
    "TrainingProof",
    "TrainingRecord",
    "TrainingRule",
    "TrainingTopic",
    "TranslationProgress",
    "Version",
]
