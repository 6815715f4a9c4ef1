"""HTML pages of the sample dump, in three styles: ``jsonld``, ``meta`` and ``plain`` (an old page)."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from articles import Item, Picture, furniture

_FURNITURE: dict[str, Any] = furniture()["furniture"]
_RELATED = ("2024-1", "2024-2", "2024-3")


def page(item: Item) -> str:
    """The page of ``item`` as text; ``style`` says in which of the three ways it is made."""
    style = item.keys.get("style", "jsonld" if item.keys.get("site") == "greyhaven" else "meta")
    words = _FURNITURE[item.language]
    head = {"jsonld": _json_ld, "meta": _meta, "plain": _no_meta}[style](item)
    article = _old_article(item, words) if style == "plain" else _article(item, words, style)
    title = escape(f"{item.title} | {item.site['name']}")
    return f"""<!DOCTYPE html>
<html lang="{item.language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{head}
<style>body {{ font-family: serif; max-width: 42em }} .credit {{ color: #666 }}</style>
<script>window.dataLayer = window.dataLayer || [];</script>
</head>
<body>
{_top(item, words)}
{article}
{_bottom(item, words)}
</body>
</html>
"""


def front_page(item: Item, others: list[Item]) -> str:
    """The front page of ``item``'s paper, which is no article: the headlines of ``others`` as links."""
    words = _FURNITURE[item.language]
    links = "\n".join(
        f'<li><a href="{other.url}">{escape(other.title or "")}</a> <time>{(other.iso or "")[:10]}</time></li>'
        for other in others
    )
    name = escape(item.site["name"])
    return f"""<!DOCTYPE html>
<html lang="{item.language}"><head><meta charset="utf-8"><title>{name}</title>
<meta property="og:type" content="website"></head>
<body>
{_top(item, words)}
<main><ul class="headlines">
{links}
</ul></main>
{_bottom(item, words)}
</body></html>
"""


def _json_ld(item: Item) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "datePublished": item.date,
        "author": [{"@type": "Person", "name": name} for name in item.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": item.site["name"]},
        "articleSection": item.keys.get("section"),
        "mainEntityOfPage": item.url,
        "image": f"{item.url}/1.jpg",
    }
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<link rel="canonical" href="{item.url}">\n'
        f'<meta property="og:title" content="{escape(item.title or "")}">\n'
        f'<script type="application/ld+json">{text}</script>'
    )


def _meta(item: Item) -> str:
    pairs = {
        "og:type": "article",
        "og:title": item.title or "",
        "og:site_name": item.site["name"],
        "og:url": item.url,
        "article:published_time": item.date or "",
        "article:section": item.keys.get("section", ""),
    }
    lines = [f'<meta property="{key}" content="{escape(value)}">' for key, value in pairs.items()]
    lines += [f'<meta name="author" content="{escape(name)}">' for name in item.authors]
    return "\n".join([f'<link rel="canonical" href="{item.url}">', *lines])


def _no_meta(item: Item) -> str:
    return '<meta name="generator" content="Page Maker 2">'


def _top(item: Item, words: dict[str, Any]) -> str:
    links = "".join(f'<li><a href="/{name.lower()}">{escape(name)}</a></li>' for name in words["menu"])
    return f"""<div class="cookie-banner" role="dialog"><p>{escape(words["cookies"])}</p>
<button>OK</button></div>
<header><a class="logo" href="/">{escape(item.site["name"])}</a><nav><ul>{links}</ul></nav></header>"""


def _bottom(item: Item, words: dict[str, Any]) -> str:
    links = "".join(f'<li><a href="/{path}">{escape(words["menu"][0])} {path}</a></li>' for path in _RELATED)
    return f"""<aside class="related"><h2>{escape(words["related"])}</h2><ul>{links}</ul></aside>
<div class="share"><span>{escape(words["share"])}</span> <a href="#f">Facebook</a>
<a href="#m">Mastodon</a></div>
<footer><p>{escape(words["footer"])}</p></footer>"""


def _article(item: Item, words: dict[str, Any], style: str) -> str:
    parts = [f"<h1>{escape(item.title or '')}</h1>"]
    names = ", ".join(item.authors)
    time = f'<time datetime="{item.date}">{(item.date or "")[:10]}</time>'
    parts.append(f'<p class="byline">{words["by"]} <span rel="author">{escape(names)}</span> {time}</p>')
    for kind, block in item.blocks:
        if kind == "picture":
            parts.append(_figure(item, block, style))
        elif kind == "crosshead":
            parts.append(f"<h2>{escape(block)}</h2>")
        else:
            parts.append(f"<p>{escape(block, quote=False)}</p>")
    return "<main><article>\n" + "\n".join(parts) + "\n</article></main>"


def _figure(item: Item, picture: Picture, style: str) -> str:
    caption, printed = escape(picture.caption, quote=False), escape(picture.printed, quote=False)
    credit = f' <span class="credit">{printed}</span>' if style == "jsonld" else f" {printed}"
    image = f'<img src="{item.url}/1.jpg" alt="" width="640" height="420">'
    return f"<figure>{image}<figcaption>{caption}{credit}</figcaption></figure>"


def _old_article(item: Item, words: dict[str, Any]) -> str:
    parts = [f"<h1>{escape(item.title or '')}</h1>"]
    names = escape(", ".join(item.authors))
    parts.append(
        f'<div class="byline">{words["by"]} {names}</div> <div class="date">{escape(item.date or "")}</div>'
    )
    for kind, block in item.blocks:
        if kind == "picture":
            caption, printed = escape(block.caption, quote=False), escape(block.printed, quote=False)
            parts.append(
                f'<div class="picture"><img src="/bilder/{item.slug}.jpg" alt="">'
                f'<div class="caption">{caption} {printed}</div></div>'
            )
        elif kind == "crosshead":
            parts.append(f"<h3>{escape(block)}</h3>")
        else:
            parts.append(f"<p>{escape(block, quote=False)}</p>")
    return '<div id="content"><div class="story">\n' + "\n".join(parts) + "\n</div></div>"
