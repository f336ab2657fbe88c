"""Assess every household against the policy in force: totals, findings, decisions, leads,
plans, statistics (docs/rules.md).

The order of the stages is the table of contents; each SQL file makes one table and says its grain.
Nothing here names a department.
"""

from transforms.assess.comparison import compare
from transforms.assess.policy_tables import PolicyInForce
from transforms.assess.remember import remember
from transforms.assess.rules import RuleError
from transforms.assess.rules import check as check_rules
from transforms.assess.stages import assess
from transforms.scheduler import Step

__all__ = ["PolicyInForce", "RuleError", "Step", "assess", "check_rules", "compare", "remember"]
