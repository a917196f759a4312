from portal.models.accounts import User, UserManager
from portal.models.content import ContentVersion

__all__ = ["ContentVersion", "User", "UserManager"]
