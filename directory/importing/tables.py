"""The kinds of tables that can be read in, by name. Their columns are those that the exports write."""

from directory.importing.coverage_table import Coverages
from directory.importing.municipality_table import Municipalities
from directory.importing.organisation_table import Organisations
from directory.importing.people_table import People
from directory.importing.table import Table

TABLES: dict[str, type[Table]] = {kind.name: kind for kind in (Organisations, People, Coverages, Municipalities)}
