"""Django app: visits, tickets, facts, applications, confirmation, acceptance; clerk, resident and department screens."""
