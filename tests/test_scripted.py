"""Pages that are put together in the browser: the text is read from their program data."""

import json
import time

import pytest

import pipeline

TEXTS = [
    "The harbour of Vik was closed on Monday after a barge had broken its moorings in the storm of the night.",
    "Nobody was hurt, the harbour master said, but two smaller boats sank and a third lost its mast.",
    "The ferries will not call before Wednesday; passengers are taken to the island by way of the old pier.",
    "The council decides next week whether the breakwater is raised by a metre, as the fishermen have asked.",
]
HEAD = '<html><head><meta property="og:title" content="Storm closes the harbour"></head><body>'
SHELL = HEAD + '<div id="root"></div><noscript>Please enable JavaScript.</noscript>'
HTML = "".join(f"<p>{text}</p>" for text in TEXTS)
STATE = {
    "page": {"title": "Storm closes the harbour", "body": HTML},
    "theme": "main{color:red;margin:0}" * 40,
}


def page(script: str) -> str:
    return f"{SHELL}<script>{script}</script></body></html>"


def flight(data: object) -> str:
    """Data written as a string in a call, as frameworks stream it."""
    return f"self.__next_f.push([1,{json.dumps('7:' + json.dumps(data))}])"


PAGES = {
    "data": page(json.dumps(STATE)),
    "assigned": page("window.__STATE__ = " + json.dumps(STATE).replace("<", "\\u003c") + ";"),
    "in a string": page(flight(STATE)),
    "a string for each paragraph": page(
        json.dumps({"elements": [{"type": "text", "content": text} for text in TEXTS], "slug": "storm"})
    ),
    "with signs that no page may hold": page(
        json.dumps({"body": HTML.replace("harbour", "har\ud800\x00bour")})
    ),
    "plain text": page(json.dumps({"articleText": "\n\n".join(TEXTS)})),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_text_is_read_from_the_pages_data(name: str) -> None:
    article = pipeline.extract(PAGES[name], media_type="text/html")
    assert isinstance(article, pipeline.Article)
    assert article.body.split("\n\n") == TEXTS
    assert article.title == "Storm closes the harbour"
    assert next(line.rule for line in article.provenance if line.field == "body") == "script data"


def test_a_page_that_shows_its_text_is_read_as_it_is_shown() -> None:
    shown = f"{HEAD}<article><h1>Storm closes the harbour</h1>{HTML}</article>"
    other = json.dumps(
        {"body": "<p>Another article, which this page only leads to, is told here at length.</p>" * 9}
    )
    article = pipeline.extract(f"{shown}<script>{other}</script></body></html>", media_type="text/html")
    assert isinstance(article, pipeline.Article)
    assert article.body.split("\n\n") == TEXTS


@pytest.mark.parametrize(
    "begins", [TEXTS[0], "A short notice of the editors: the harbour's own clock is right again."]
)
def test_a_page_that_shows_its_beginning_is_completed_by_its_own_data_alone(begins: str) -> None:
    shown = f"{HEAD}<article><h1>Storm closes the harbour</h1><p>{begins}</p></article>"
    article = pipeline.extract(
        f"{shown}<script>{json.dumps(STATE)}</script></body></html>", media_type="text/html"
    )
    assert isinstance(article, pipeline.Article)
    assert article.body.split("\n\n") == (TEXTS if begins in TEXTS else [begins])


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(
            {"css": ".a{color:red} .b{margin:0}" * 60, "code": "if (a) { b(); } else { c(); }. " * 40}
        ),
        json.dumps({"consent": "We use cookies on this site."}),
        'var a = "' + "\\x41 bad escape. " * 60 + '";',
        '{"body": "' + "never closed " * 100,
        json.dumps({"body": "<p>Signs that no page may hold: \ud800 \x00 \ufffe, and nothing else. " * 3}),
    ],
)
def test_other_data_is_no_text(script: str) -> None:
    assert isinstance(pipeline.extract(page(script), media_type="text/html"), pipeline.Rejected)


def test_megabytes_of_data_cost_no_more_than_their_length() -> None:
    began = time.process_time()
    pipeline.extract(page('{"a": "' + '\\"' * 1_500_000), media_type="text/html")
    pipeline.extract(page('"' * 3_000_000), media_type="text/html")
    assert time.process_time() - began < 20
