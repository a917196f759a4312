"""Who somebody is and how they prove it: accounts, roles, sessions, passwords, second factors."""
