"""What an installation must set with DEBUG=0; all of it invented."""

REQUIRED = {
    "DEBUG": "0",
    "SECRET_KEY": "k3n9-" * 12,
    "ALLOWED_HOSTS": "portal.rebental.example",
    "FIELD_KEYS": "ZXJmdW5kZW5lci1zY2hsdWVzc2VsLWZ1ZXItdGVzdHM=",
    "COUNTY_NAME": "Landkreis Ostertal",
    "CONTACT_OFFICE": "Landratsamt Ostertal, Sachgebiet Integration",
    "CONTACT_PHONE": "069 90008-200",
    "CONTACT_HOURS": "Montag bis Donnerstag, 9 bis 12 Uhr",
}
