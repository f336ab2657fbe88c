"""The Prefect flow, the workspace, publication and the command line.

Prefect reads its settings when it is first imported, so they are set here: the ephemeral server of a fresh machine gets
time to start, nothing looks a host up, and its log stays out of the officer's terminal. A value set outside wins.
"""

import os

PREFECT = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}

for _name, _value in PREFECT.items():
    os.environ.setdefault(_name, _value)
