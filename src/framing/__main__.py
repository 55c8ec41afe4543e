"""Run the ``framing`` command; every fault is a line on standard error, none a trace."""

from __future__ import annotations

import sys

from framing.corpus import CorpusError


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status (see `framing.cli`)."""
    from framing.cli import app, complain

    for stream in (sys.stdout, sys.stderr):  # a sign that the terminal can't show is no reason to stop
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(arguments, prog_name="framing")
    except SystemExit as done:  # how the library leaves, also after its own line on a wrong option
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except CorpusError as error:
        complain(error)
    except KeyboardInterrupt:
        print("Stopped; what is finished is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # what was printed is read by nobody any more, as by `head`
        sys.stderr.close()
    except OSError as error:
        complain(f"{error.filename or 'a file'}: {error.strerror or error}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
