from directory.models.coverage import Coverage, Service, TargetGroup
from directory.models.lists import Handout, ListEntry
from directory.models.mailboxes import Mailbox
from directory.models.memberships import Membership
from directory.models.municipalities import Municipality, PlaceName, Postcode, Succession
from directory.models.organisations import Organisation, Site, Team
from directory.models.people import Absence, Deputy, Person, Position
from directory.models.restrictions import ContactList, Visibility

__all__ = [
    "Absence",
    "ContactList",
    "Coverage",
    "Deputy",
    "Handout",
    "ListEntry",
    "Mailbox",
    "Membership",
    "Municipality",
    "Organisation",
    "Person",
    "PlaceName",
    "Position",
    "Postcode",
    "Service",
    "Site",
    "Succession",
    "TargetGroup",
    "Team",
    "Visibility",
]
