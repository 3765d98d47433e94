"""What can be known: items and roles, facts with source and proof, label to item mapping that abstains."""
