"""Row-level security on every table; what people decided, reviewed and published can only be added to."""

from django.db import migrations

from kakanai.trust.rls import AppendOnly, EnableRowSecurity

TABLES = (
    "reform_form",
    "reform_reading",
    "reform_formfield",
    "reform_import",
    "reform_importfile",
    "reform_eventplan",
    "reform_bundleentry",
    "reform_finding",
    "reform_findingplace",
    "reform_decision",
    "reform_review",
    "reform_protocol",
    "reform_synonym",
    "reform_publication",
    "reform_withdrawal",
)
ADDED_TO_ONLY = (
    "reform_decision",
    "reform_review",
    "reform_protocol",
    "reform_synonym",
    "reform_publication",
    "reform_withdrawal",
)

# `decided_by` in a review is the decision's own `by`: only so does the check on two people mean what it says.
WHO_DECIDED = """
ALTER TABLE reform_decision ADD CONSTRAINT reform_decision_who UNIQUE (id, by_id);
ALTER TABLE reform_review ADD CONSTRAINT reform_review_who FOREIGN KEY (decision_id, decided_by_id)
  REFERENCES reform_decision (id, by_id);
"""
WHO_DECIDED_UNDO = """
ALTER TABLE reform_review DROP CONSTRAINT reform_review_who;
ALTER TABLE reform_decision DROP CONSTRAINT reform_decision_who;
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0001_initial"), ("trust", "0002_security")]

    operations = [
        *(EnableRowSecurity(table) for table in TABLES),
        *(AppendOnly(table) for table in ADDED_TO_ONLY),
        migrations.RunSQL(WHO_DECIDED, WHO_DECIDED_UNDO),
    ]
