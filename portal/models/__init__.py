from portal.models.accounts import User, UserManager
from portal.models.audit import AuditEvent
from portal.models.content import ContentVersion
from portal.models.factors import AuthenticatorApp, RecoveryCode, RecoveryCodes

__all__ = ["AuditEvent", "AuthenticatorApp", "ContentVersion", "RecoveryCode", "RecoveryCodes", "User", "UserManager"]
