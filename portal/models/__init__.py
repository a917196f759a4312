from portal.models.accounts import User, UserManager
from portal.models.audit import AuditEvent, Detail
from portal.models.content import ContentVersion
from portal.models.duties import DutyDigest
from portal.models.factors import AuthenticatorApp, RecoveryCode, RecoveryCodes
from portal.models.invitations import Invitation
from portal.models.keys import KeyProof
from portal.models.limits import Allowance
from portal.models.mail import OutgoingMail
from portal.models.places import KnownPlace
from portal.models.recovery import FactorReset, PasswordRequest
from portal.models.recurring import RecurringWork
from portal.models.sessions import Session

__all__ = [
    "Allowance",
    "AuditEvent",
    "AuthenticatorApp",
    "ContentVersion",
    "Detail",
    "DutyDigest",
    "FactorReset",
    "Invitation",
    "KeyProof",
    "KnownPlace",
    "OutgoingMail",
    "PasswordRequest",
    "RecoveryCode",
    "RecoveryCodes",
    "RecurringWork",
    "Session",
    "User",
    "UserManager",
]
