"""Where things lie: the inbox, the workspace, core.duckdb and its key, the published hedui.duckdb."""
