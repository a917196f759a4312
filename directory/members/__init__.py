"""Who belongs to an organisation, in which roles, and who looks after the accounts."""
