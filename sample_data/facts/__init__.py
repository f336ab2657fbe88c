"""One function per dataset: add one row about a person, with values that harm nobody unless the caller says otherwise."""

from sample_data.facts.hardship import disaster, exemption, hardship_worker, kin_filing, monitored, outreach, platform_alert, temporary_aid
from sample_data.facts.income import contribution, payroll, pension, resident_pension, subsidy, work_relief
from sample_data.facts.life import certificate, cremation, death, enrolment, illness, marriage, registry_change, reversal, settlement
from sample_data.facts.property import business, contract, deposit, deposit_flag, machinery, motorcycle, public_rental, real_estate, security, vehicle

__all__ = [
    "business",
    "certificate",
    "contract",
    "contribution",
    "cremation",
    "death",
    "deposit",
    "deposit_flag",
    "disaster",
    "enrolment",
    "exemption",
    "hardship_worker",
    "illness",
    "kin_filing",
    "machinery",
    "marriage",
    "monitored",
    "motorcycle",
    "outreach",
    "payroll",
    "pension",
    "platform_alert",
    "public_rental",
    "real_estate",
    "registry_change",
    "resident_pension",
    "reversal",
    "security",
    "settlement",
    "subsidy",
    "temporary_aid",
    "vehicle",
    "work_relief",
]
