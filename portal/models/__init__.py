from portal.models.accounts import User, UserManager
from portal.models.audit import AuditEvent
from portal.models.content import ContentVersion

__all__ = ["AuditEvent", "ContentVersion", "User", "UserManager"]
