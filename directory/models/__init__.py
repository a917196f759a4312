from directory.models.memberships import Membership
from directory.models.organisations import Organisation

__all__ = ["Membership", "Organisation"]
