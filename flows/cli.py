"""The `hedui` program: commands, and one clear line for whatever goes wrong. Exit codes: 0 done, 1 undecided, 2
wrong use, 3 done with rejects."""

from __future__ import annotations

import os
import resource
import signal
import sys
import warnings

import typer
from typer.exceptions import Abort, TyperException

from flows.commands import (
    audit,
    doctor,
    explain,
    export,
    feedback,
    key,
    lineage,
    match_review,
    notices,
    policy,
    publicity,
    purge,
    report,
    run,
    serve,
    sql,
    stats,
    status,
    watch,
    whatif,
)  # fmt: skip
from flows.errors import STOPPING, Stopped, UsageError, described, is_unforeseen, known_refusal

app = typer.Typer(
    name="hedui", no_args_is_help=False, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Verify the economic status of households on social assistance: deliveries of a county's departments in, township lists out.",
)  # fmt: skip
for _module in (
    run,
    feedback,
    match_review,
    status,
    explain,
    report,
    export,
    notices,
    publicity,
    stats,
    whatif,
    sql,
    lineage,
    watch,
    purge,
    doctor,
):
    app.command(_module.__name__.rpartition(".")[2].replace("_", "-"))(_module.command)
app.command("serve")(serve.serve)
app.command("deploy")(serve.deploy)
app.add_typer(policy.app, name="policy")
app.add_typer(audit.app, name="audit")
app.add_typer(key.app, name="key")


INTERRUPTED = 130  # what typer makes of Ctrl-C
STOPPED = "nothing of a batch in progress is visible, and earlier results are unchanged; run again to go on with it"


def _stop(_signal: int, _frame: object) -> None:
    STOPPING.set()
    raise Stopped


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit; no traceback and no personal data ever reach the terminal."""
    warnings.simplefilter("ignore")  # libraries' advice to programmers is no news for an officer
    signal.signal(signal.SIGTERM, _stop)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no image of clear values on the disk
    sys.exit(_exit_code(sys.argv[1:] if arguments is None else arguments))


def _exit_code(arguments: list[str]) -> int:
    try:
        code = app(arguments, prog_name="hedui", standalone_mode=False) or 0
        return _refuse(f"interrupted; {STOPPED}", code=1) if code == INTERRUPTED else code
    except TyperException as error:
        return _refuse(f"{error.format_message()} Try: hedui --help", code=2)
    except UsageError as error:
        return _refuse(*error.args, code=2)
    except (KeyboardInterrupt, Abort):
        return _refuse(f"interrupted; {STOPPED}", code=1)
    except Stopped:
        return _refuse(f"ended from outside; {STOPPED}", code=1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has gone
        return 1
    except BaseException as error:
        if not is_unforeseen(error):
            raise
        return _refuse(*(error.args if known_refusal(error) else [described(error, _command(arguments))]), code=1)


def _command(arguments: list[str]) -> str:
    return f"hedui {arguments[0]}" if arguments and arguments[0].isalpha() else "hedui"


def _refuse(*problems: object, code: int) -> int:
    """Print each problem on a line of its own; a line break inside a problem starts none."""
    print("hedui:", "\n".join(" ".join(str(problem).split()) for problem in problems), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
