"""Options that several commands have in common."""

from __future__ import annotations

import click

from . import frame


def server(function: frame.F) -> frame.F:
    """The options of commands that can speak to Elasticsearch; the State keeps what they say."""
    for name, metavar, text in (
        ("--index", "NAME", "Its alias.  [default: news]"),
        ("--elasticsearch", "URL", "Use this server, not the embedded index."),
    ):
        option = click.option(name, metavar=metavar, help=text, expose_value=False, callback=frame.keep)
        function = option(function)
    return function


def narrowing(function: frame.F) -> frame.F:
    """The options that narrow what a query finds."""
    for name, metavar, text in (
        ("--agency", "NAME", "Only with a picture of this agency."),
        ("--photographer", "NAME", "Only with a picture by this photographer."),
        ("--publisher", "NAME", "Only this publisher."),
        ("--language", "CODE", "Only this language (nn, nb, en ...)."),
    ):
        function = click.option(name, metavar=metavar, help=text)(function)
    exact = click.option("--exact-dates", is_flag=True, help="Only what surely lies within --from and --to.")
    to = click.option("--to", "date_to", metavar="D", help="Published then or earlier.")
    first = "Published then or later: 2019, 2019-04 or 2019-04-03."
    return click.option("--from", "date_from", metavar="D", help=first)(to(exact(function)))


only = click.option(
    "--reason", "only", metavar="CODE", help="Only those of this reason, as a report names it."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable, on standard output.")
