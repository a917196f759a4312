from directory.models.changes import Acknowledgement, ContactChange
from directory.models.coverage import Coverage, Service, TargetGroup
from directory.models.lists import Handout, ListEntry
from directory.models.mailboxes import Mailbox
from directory.models.memberships import Membership
from directory.models.municipalities import Municipality, PlaceName, Postcode, Succession
from directory.models.offers import RoleOffer
from directory.models.organisations import Organisation, Site, Team
from directory.models.people import Absence, Deputy, Person, Position, Qualification
from directory.models.restrictions import ContactList, Visibility
from directory.models.rounds import Confirmation, ConfirmationLink, Round
from directory.models.staff import StaffNotice, SubstituteTask

__all__ = [
    "Absence",
    "Acknowledgement",
    "Confirmation",
    "ConfirmationLink",
    "ContactChange",
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
    "Qualification",
    "RoleOffer",
    "Round",
    "Service",
    "Site",
    "StaffNotice",
    "SubstituteTask",
    "Succession",
    "TargetGroup",
    "Team",
    "Visibility",
]
