"""The command line: names, options and help. What the commands do is in commands.py; both load nothing heavy.

Exit status: 0 all is accounted for; 1 it could not be finished, does not balance, or an engine lags; 2 wrong usage.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import click

from . import archive, commands, frame, indexing
from .frame import RunCommand, State, command, paths
from .options import as_json, narrowing, only, server

GUIDE = """\
newsmill: raw news dumps in, a searchable archive out.

  newsmill run FOLDER          reads a dump; all that comes of it is kept in ./newsmill-store
  newsmill search "WORDS"      finds articles
  newsmill explain ID          shows where each value of an article came from

newsmill --help lists every command, newsmill COMMAND --help explains one with an example.
"""
COMPLETE = "_NEWSMILL_COMPLETE"
"""The variable by which a shell asks how a line could go on; no setting."""


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="newsmill", prog_name="newsmill")
@click.option(
    "--debug", is_flag=True, expose_value=False, callback=frame.keep, is_eager=True, help="Show tracebacks."
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Raw news dumps in, a searchable archive out: nothing lost, every value explained."""
    if ctx.invoked_subcommand is None:
        click.echo(GUIDE, nl=False)


@command(cli, "run", "newsmill run dump/ more.warc.gz 'day-*.jsonl'", RunCommand)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT... [-- BEAM OPTIONS]", shell_complete=paths)
@server
@click.option("--workers", type=int, metavar="N", help="Child processes.  [default: one for each core]")
@click.option(
    "--input-format", metavar="F", help="Read every input as this format (text, html, jsonl, csv, warc)."
)
@click.option("--fresh", is_flag=True, help="Read everything again, also what is in the corpus.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any record failed.")
@click.option("--quiet", is_flag=True, help="No progress and no report; problems are still told.")
def run_(state: State, inputs: tuple[str, ...], **options: Any) -> int:
    """Read a dump into the store. Ends with the account: one fate for every record."""
    return commands.run(state, list(inputs), **options)


@command(cli, "search", 'newsmill search "Putin Vladivostok" --from 2019-04 --language nn')
@click.argument("query", nargs=-1, callback=frame.readable)
@server
@narrowing
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "oldest"]),
    default="relevance",
    show_default=True,
    help="date: newest first; oldest: oldest first; undated ones last.",
)
@click.option("--page", type=int, default=1, metavar="N", help="Which page.  [default: 1]")
@click.option("--size", type=int, default=10, metavar="N", help="Hits on a page.  [default: 10]")
@click.option("--facets", is_flag=True, help="Count languages, months, agencies, photographers, publishers.")
@click.option(
    "--facet-size", type=int, default=10, metavar="N", help="Show so many values of each.  [default: 10]"
)
@as_json
def search(state: State, query: tuple[str, ...], **options: Any) -> int | None:
    """Find articles. QUERY: words (all of them), "phrases", OR, NOT, ( ), prefix*, field:value."""
    return archive.search(state, " ".join(query), **options)


@command(cli, "show", "newsmill show ID")
@click.argument("id", callback=frame.readable)
@as_json
def show_(state: State, id: str, as_json: bool) -> int | None:
    """Show one article."""
    return archive.show_article(state, id, as_json)


@command(cli, "explain", "newsmill explain ID\nnewsmill explain page.html")
@click.argument("target", metavar="ID-or-FILE", shell_complete=paths)
@as_json
def explain(state: State, target: str, as_json: bool) -> int | None:
    """Show where an article's values came from. And what lost: of an article in the store, or of a file."""
    return archive.explain(state, target, as_json)


@command(cli, "detect", "newsmill detect dump/*")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=paths)
@as_json
def detect(state: State, files: tuple[str, ...], as_json: bool) -> int | None:
    """Say what files are, and why."""
    return archive.detect(list(files), as_json)


@command(
    cli,
    "export",
    "newsmill export --format csv -o articles.csv\nnewsmill export --pictures 'agency:AFP' > afp.jsonl",
)
@click.argument("query", nargs=-1, callback=frame.readable)
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", show_default=True
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write there, not to standard output.", shell_complete=paths
)
@click.option(
    "--pictures", "each_picture", is_flag=True, help="A row for each picture of theirs, not for each article."
)
@narrowing
@server
def export(state: State, query: tuple[str, ...], **options: Any) -> int | None:
    """Write every article once. Or those that a query and the filters find."""
    return archive.export(state, " ".join(query), **options)


@command(cli, "report", "newsmill report --json")
@click.option("--run", "run_id", metavar="ID", help="Of this run.  [default: the last one]")
@as_json
def report(state: State, run_id: str | None, as_json: bool) -> int | None:
    """Show the account of a run."""
    return commands.report(state, run_id, as_json)


@command(cli, "failures", "newsmill failures\nnewsmill failures --replay")
@click.option("--replay", is_flag=True, help="Try them again; what succeeds leaves the list.")
@server
@click.option("--payload", is_flag=True, help="With --json: also the raw record, in base64.")
@only
@as_json
def failures(state: State, replay: bool, payload: bool, only: str | None, as_json: bool) -> int | None:
    """List the records that failed. Those of all runs that are still open."""
    if payload and not as_json:
        raise click.UsageError("--payload goes with --json.")
    if replay and only:
        raise click.UsageError("--replay tries all of them again: it goes without --reason.")
    return commands.replay(state, as_json) if replay else commands.failures(state, payload, only, as_json)


@command(cli, "rejected", "newsmill rejected --json | head\nnewsmill rejected --reason duplicate")
@only
@as_json
def rejected(state: State, only: str | None, as_json: bool) -> int | None:
    """List the records that are no new article. Over all runs, each with its reason."""
    return commands.rejected(state, only, as_json)


@command(cli, "withdraw", 'newsmill withdraw ID --reason "court order of 3 May"')
@click.argument("id", callback=frame.readable)
@server
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why; it is kept with the withdrawal.",
    callback=frame.readable,
)
def withdraw(state: State, id: str, reason: str) -> int | None:
    """Take an article out of corpus and engines, for good."""
    return archive.withdraw(state, id, reason)


@cli.group("index")
def index() -> None:
    """Search engines and their generations."""


@command(index, "status", "newsmill index status")
@server
@as_json
def index_status(state: State, as_json: bool) -> int | None:
    """Say how far each engine has followed the corpus."""
    return indexing.status(state, as_json)


@command(index, "catch-up", "newsmill index catch-up")
@server
def index_catch_up(state: State) -> int | None:
    """Bring the engines up to date."""
    return indexing.catch_up(state)


@command(index, "rebuild", "newsmill index rebuild")
@server
def index_rebuild(state: State) -> int | None:
    """Fill the engines again from the corpus. Elasticsearch: a new generation, while the old one serves."""
    return indexing.rebuild(state)


@command(
    index,
    "setup",
    "newsmill index setup --elasticsearch http://localhost:9200 --kibana http://localhost:5601",
)
@server
@click.option("--kibana", metavar="URL", help="Import the dashboards there.")
def index_setup(state: State, kibana: str | None) -> int | None:
    """Put templates and dashboards in place. Elasticsearch and Kibana only; no store is needed."""
    return indexing.setup(state, kibana)


def _generation(name: str, text: str) -> None:
    @command(index, name, f"newsmill index {name} --elasticsearch http://localhost:9200")
    @server
    def generation(state: State) -> int | None:
        return indexing.generation(state, name)

    generation.help = text


_generation("create", "Create a new, empty generation (Elasticsearch).")
_generation("swap", "Point the alias to the new generation. Once it equals the corpus (Elasticsearch).")
_generation("rollback", "Point the alias to the generation before (Elasticsearch).")


@cli.group("schema")
def schema() -> None:
    """Generated files: schemas/, docs/settings.md."""


root = click.option("--root", default=".", metavar="DIR", help="The project's folder.  [default: .]")


@command(schema, "write", "newsmill schema write")
@root
def schema_write(state: State, root: str) -> int | None:
    """Write them."""
    return archive.schema(root, write=True)


@command(schema, "check", "newsmill schema check")
@root
def schema_check(state: State, root: str) -> int | None:
    """Say whether they are current; exits with 1 if not."""
    return archive.schema(root, write=False)


def main(argv: list[str] | None = None) -> None:
    """The program: runs a command and exits with its status."""
    words = sys.argv[1:] if argv is None else argv
    sys.excepthook = frame.traced if "--debug" in words else frame.unexpected
    # What a command imports is never garbage: looking for some takes 0.1 s of its start, and 0.3 s of its end.
    gc.set_threshold(200_000, 10, 10)
    # numpy would start threads for products of matrices, of which there are none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if how := os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(cli, {"obj": State()}, "newsmill", COMPLETE, how))
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    status = frame.invoke(cli, words)
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    main()
