from portal.models.accounts import User, UserManager
from portal.models.audit import AuditEvent
from portal.models.content import ContentVersion
from portal.models.factors import AuthenticatorApp, RecoveryCode, RecoveryCodes
from portal.models.invitations import Invitation
from portal.models.limits import Allowance
from portal.models.mail import OutgoingMail

__all__ = [
    "Allowance",
    "AuditEvent",
    "AuthenticatorApp",
    "ContentVersion",
    "Invitation",
    "OutgoingMail",
    "RecoveryCode",
    "RecoveryCodes",
    "User",
    "UserManager",
]
