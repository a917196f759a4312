from cases.models.alignment import AlignedGoal, AlignmentSheet, DropoutNotice, GoalChange, Settlement
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
from cases.models.retention import Breach, Deletion, PersonExport, RetentionPeriod
from cases.models.threads import Appointment, Attachment, ClientCopy, ConsentProof, Message

__all__ = [
    "AlignedGoal",
    "AlignmentSheet",
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
    "Deletion",
    "DropoutNotice",
    "GoalChange",
    "Holding",
    "LegalGround",
    "Message",
    "PersonExport",
    "PrintoutCheck",
    "Purpose",
    "Referral",
    "ReferralContent",
    "ReferralNumber",
    "ReferralStep",
    "RetentionPeriod",
    "Settlement",
    "State",
    "Withdrawal",
]
