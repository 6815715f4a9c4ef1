"""What all commands share: the common options, the example in the help, errors as messages, the exit status."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import click

from . import settings as settings_module
from . import show
from .errors import NewsmillError, UsageError
from .layers import variable_of
from .logs import LOG, Format, tell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from .corpus.store import Corpus
    from .settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class State:
    """What the options that all commands share say."""

    store: str | None = None
    config: str | None = None
    elasticsearch: str | None = None
    index: str | None = None
    log_format: Format | None = None
    debug: bool = False
    beam_options: list[str] = field(default_factory=list)

    def settings(self, **flags: Any) -> Settings:
        """The settings, with these flags (``__`` for the dot) as the strongest layer."""
        given = {name.replace("__", "."): value for name, value in flags.items()}
        server: dict[str, Any] = {"elasticsearch.url": self.elasticsearch, "elasticsearch.index": self.index}
        if self.elasticsearch:
            server["engines"] = ["elasticsearch"]
        flags = {"store": self.store, "log.format": self.log_format, **server, **given}
        chosen = settings_module.load(self.config, flags=flags)
        LOG.configure(chosen.log.format)
        if self.index and "elasticsearch" not in chosen.engines:
            raise UsageError("--index names an alias of Elasticsearch: give --elasticsearch URL, too.")
        return chosen

    def corpus(self) -> Corpus:
        """The store's corpus, which must be there."""
        from .corpus.store import Corpus

        settings = self.settings()
        return Corpus.open(settings.store, create=False, cache=settings.cache)


def emit(value: Any) -> None:
    """One JSON value as a line of standard output, in UTF-8 whatever the terminal speaks."""
    import msgspec

    from .report import printable

    write(msgspec.json.encode(printable(value)) + b"\n")


def write(data: bytes) -> None:
    """Bytes to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def paths(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Lets the shell complete the name of a file or folder."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


class Command(click.Command):
    """A command with the options that all share, and an example below its help."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        for name, metavar, text in (
            ("store", "DIR", "The store.  [default: newsmill-store]"),
            ("config", "FILE", "Settings: a YAML file, or the name of a profile."),
        ):
            option = click.Option(
                [f"--{name}"],
                metavar=metavar,
                help=text,
                expose_value=False,
                callback=keep,
                is_eager=True,
                shell_complete=paths,
            )
            self.params.append(option)
        log_format = click.Option(
            ["--log-format"],
            type=click.Choice(["text", "json"]),
            help="Standard error for people or for machines.  [default: text]",
            expose_value=False,
            callback=keep,
            is_eager=True,
        )
        debug = click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=keep,
            is_eager=True,
            help="Show tracebacks.",
        )
        self.params += [log_format, debug]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the example."""
        with formatter.section("Example"):
            for line in self.example.splitlines():
                formatter.write(f"  {line}\n")


class RunCommand(Command):
    """``run``, whose words after ``--`` go to Beam."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Takes Beam's options off before the rest is read."""
        at = args.index("--") if "--" in args else len(args)
        ctx.obj.beam_options = args[at + 1 :]
        return super().parse_args(ctx, args[:at])


def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keeps a common option's value in the State."""
    if value or value == "":
        setattr(ctx.obj, param.name or "", readable(ctx, param, value))


def readable(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """The value; UsageError for one that is no UTF-8: only names of inputs may be."""
    for word in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(
                f"{show.visible(word)} is no UTF-8, as all but names of inputs must be."
            ) from None
    return value


def command(
    group: click.Group, name: str, example: str, kind: type[Command] = Command
) -> Callable[[F], click.Command]:
    """Registers a command; its function gets the State first and gives the exit status (None: 0)."""

    def register(function: F) -> click.Command:
        return group.command(name, cls=kind, example=example)(click.pass_obj(function))

    return register


def invoke(program: click.Group, argv: list[str]) -> int:
    """Runs a command; its exit status. Errors made on purpose become a message, others stay exceptions."""
    state = State()
    # Libraries log what they do not know to matter; what does matter is a fate, a lag or an error of ours.
    logging.basicConfig(
        level=logging.INFO if "--debug" in argv else logging.ERROR, format="%(name)s: %(message)s"
    )
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    if (
        "--log-format=json" in argv
        or ("--log-format", "json") in pairwise(argv)
        or os.environ.get(variable_of("log.format")) == "json"
    ):
        LOG.configure("json")  # before the options are parsed: what is wrong with them is an event, too
    try:
        with program.make_context("newsmill", list(argv), obj=state) as context:
            status = program.invoke(context)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.Exit as error:
        return int(error.exit_code)
    except click.ClickException as error:
        if LOG.structured:
            tell(error.format_message(), "error")
        else:
            error.show()
        return int(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("stopped", 1)
    except NewsmillError as error:
        return _say(error.message, error.exit_code, state.debug)
    except OSError as error:
        path = f": {show.visible(error.filename)}" if error.filename is not None else ""
        return _say(f"{error.strerror or error}{path}", 1, state.debug)


def _say(message: str, status: int, debug: bool = False) -> int:
    tell(f"newsmill: {message}", "error", trace=traceback.format_exc() if debug else None)
    return status


def unexpected(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """The hook for what nobody foresaw: one line, and how to see more."""
    text = show.visible(f"{kind.__name__}: {error}")
    tell(f"newsmill: this is a bug: {text}\n  the same command with --debug shows where.", "error")


def traced(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """The same with ``--debug``: where it happened."""
    text = show.visible(f"{kind.__name__}: {error}")
    tell(f"newsmill: this is a bug: {text}", "error", trace="".join(traceback.format_exception(error)))
