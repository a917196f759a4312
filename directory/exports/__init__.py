"""Files to take along. What not all partners may see is in none of them: it leaves the portal only as an encrypted list."""
