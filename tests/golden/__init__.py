"""The committed sample county's decisions, findings, leads, plans and statistics as text under version
control; reviewed as a diff.

`python -m tests.golden --refresh` writes them anew. No file name, row or number of a person stands in them, so that the
same facts delivered in other files give the same texts.
"""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from flows.batch import ingest, kernels
from flows.batch.run import Order, opened

FOLDER = Path(__file__).parent
COUNTY = FOLDER.parents[1] / "sample_data" / "county" / "inbox"
AS_OF = date(2026, 3, 31)
PERSON = "(SELECT min(m.resident_id_masked) FROM mart.members m WHERE m.person_id = {})"
QUERIES = {
    "decisions": f"""
        SELECT 'roster' AS register, household_id, programme, size, covered, income_assessed, income_verified, income_per_capita, standard, financial_assets,
               financial_cap, vehicles, dwellings, commercial_properties, medical_out_of_pocket, education_fees, round(hardship_index, 4) AS hardship_index,
               colour, list AS outcome, decided_by, suggested_programme, {PERSON.format("suggested_person")} AS suggested_person, is_complete, is_in_grace,
               array_to_string(reasons, ';') AS reasons
        FROM mart.households
        UNION ALL BY NAME
        SELECT 'application' AS register, household_id, programme, size, covered, income_per_capita, standard, financial_assets, financial_cap,
               round(hardship_index, 4) AS hardship_index, result AS outcome, suggested_programme, is_complete, array_to_string(reasons, ';') AS reasons
        FROM mart.applications ORDER BY ALL""",
    "findings": f"""
        SELECT register, household_id, code, {PERSON.format("person_id")} AS person, effect, tier, evidence_class, value, limit_value, unit, state, observed_on,
               explanation
        FROM mart.findings ORDER BY register DESC, household_id, code""",
    "leads": """
        SELECT hukou_number, name, resident_id_masked, township, village, colour, is_urgent, is_identity_confirmed, array_to_string(signals, ';') AS signals,
               explanation, array_to_string(suggested_items, ';') AS suggested_items, hardship_index, authorisation, due_on
        FROM mart.leads ORDER BY ALL""",
    "plans": """
        SELECT p.household_id, l.hukou_number, l.name AS lead, p.department, p.item, p.reason, p.due_on
        FROM mart.plans p LEFT JOIN mart.leads l USING (lead_id) ORDER BY ALL""",
    "statistics": """
        SELECT scope, scope_name, measure, households, household_times, persons, person_times, amount, denominator FROM mart.stats
        WHERE measure NOT IN ('报送行数', '隔离率') ORDER BY ALL""",
}


def texts() -> dict[str, str]:
    """Name -> CSV text, from one batch of the committed county."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Order(COUNTY, Path(folder) / "workspace", AS_OF, "example", "routine")) as run,
    ):
        run.identify()
        ingest.take_in_all(run.store, run.files, run.catalog, lambda *_: None)
        ingest.register_files(run.store, run.batch, run.files)
        kernels.gather_evidence(run.con, run.catalog, run.batch, run.policy)
        kernels.match_people(run.con)
        kernels.assess_households(run.con, run.batch, run.policy)
        return {name: _csv(run.con.execute(query)) for name, query in QUERIES.items()}


def path(name: str) -> Path:
    return FOLDER / f"{name}.csv"


def _csv(result) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column[0] for column in result.description])
    writer.writerows(result.fetchall())
    return text.getvalue()
