"""The commands, one module each: `command` is what typer calls; it returns the exit code."""
