from cases.models.alignment import AlignedGoal, AlignmentSheet, DropoutNotice, GoalChange, Settlement
from cases.models.catalogue import Indicator, IndicatorItem, IndicatorSet, ReportingPeriod
from cases.models.consents import (
    Category,
    ClientKey,
    Consent,
    ConsentCategory,
    ConsentRecipient,
    ConsentText,
    ConsentTextTranslation,
    Purpose,
    Withdrawal,
)
from cases.models.proofs import ProofExemption, ProofOfUse, ProofStep, ProofText
from cases.models.records import ClientRecord, Holding
from cases.models.referrals import (
    LegalGround,
    PrintoutCheck,
    Referral,
    ReferralContent,
    ReferralNumber,
    ReferralStep,
    State,
)
from cases.models.results import PublishedResult
from cases.models.retention import Breach, Deletion, PersonExport, RetentionPeriod
from cases.models.submissions import Answer, Correction, FieldComment, Submission, SubmissionStep
from cases.models.tallies import CountedClient, PeriodKey, Tally, TallyGrant
from cases.models.threads import Appointment, Attachment, ClientCopy, ConsentProof, Message

__all__ = [
    "AlignedGoal",
    "AlignmentSheet",
    "Answer",
    "Appointment",
    "Attachment",
    "Breach",
    "Category",
    "ClientCopy",
    "ClientKey",
    "ClientRecord",
    "Consent",
    "ConsentCategory",
    "ConsentProof",
    "ConsentRecipient",
    "ConsentText",
    "ConsentTextTranslation",
    "Correction",
    "CountedClient",
    "Deletion",
    "DropoutNotice",
    "FieldComment",
    "GoalChange",
    "Holding",
    "Indicator",
    "IndicatorItem",
    "IndicatorSet",
    "LegalGround",
    "Message",
    "PeriodKey",
    "PersonExport",
    "PrintoutCheck",
    "ProofExemption",
    "ProofOfUse",
    "ProofStep",
    "ProofText",
    "PublishedResult",
    "Purpose",
    "Referral",
    "ReferralContent",
    "ReferralNumber",
    "ReferralStep",
    "ReportingPeriod",
    "RetentionPeriod",
    "Settlement",
    "State",
    "Submission",
    "SubmissionStep",
    "Tally",
    "TallyGrant",
    "Withdrawal",
]
