"""Texts that editors keep as trees: what each of the usual kinds gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.model import RawDocument
from pipeline.readers.field_values import body
from pipeline.readers.rich_text import markup
from tests.readers_kit import fates, items


def leaf(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


PICTURE = {"type": "image", "attrs": {"src": "f.jpg", "text": "no"}, "content": [leaf("nor this")]}
PROSEMIRROR = {
    "type": "doc",
    "content": [
        {"type": "heading", "attrs": {"level": 2}, "content": [leaf("The end")]},
        {
            "type": "paragraph",
            "content": [leaf("The last "), leaf("ferry", marks=[{"type": "bold"}]), leaf(" left.")],
        },
        PICTURE,
        {
            "type": "bullet_list",
            "content": [
                {"type": "list_item", "content": [{"type": "paragraph", "content": [leaf("One & all")]}]}
            ],
        },
    ],
}
SLATE = [
    {"children": [{"text": "The last "}, {"text": "ferry left.", "bold": True}]},
    {"type": "quote", "children": [{"text": "Gone."}]},
]
LEXICAL = {"root": {"type": "root", "children": [{"type": "paragraph", "children": [
    {"type": "extended-text", "text": "The last "},
    {"type": "link", "children": [leaf("ferry left.")]}]}]}}  # fmt: skip
PORTABLE = [
    {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "The end"}]},
    {
        "_type": "block",
        "style": "normal",
        "children": [{"_type": "span", "text": "It "}, {"_type": "span", "text": "left."}],
    },
]
EDITOR = {"time": 1, "blocks": [
    {"type": "header", "data": {"text": "The end", "level": 2}},
    {"type": "paragraph", "data": {"text": "It <b>left</b>."}},
    {"type": "list", "data": {"style": "ordered", "items": ["One", "Two"]}}]}  # fmt: skip
CONTENTFUL = {"nodeType": "document", "content": [
    {"nodeType": "paragraph", "content": [
        {"nodeType": "text", "value": "It "}, {"nodeType": "hyperlink", "content": [
        {"nodeType": "text", "value": "left."}]}]}]}  # fmt: skip
COMPONENTS = {"components": [
    {"__typename": "EntryBodyParagraph", "contents": {"html": "It left."}},
    {"__typename": "EntryBodyList", "items": [{"line": {"html": "One"}}, {"line": {"html": "Two"}}]},
    {"__typename": "EntryBodyImage", "contents": {"html": "no"}}]}  # fmt: skip


@pytest.mark.parametrize(
    ("tree", "html"),
    [
        (PROSEMIRROR, "<h3>The end</h3>\n<p>The last ferry left.</p>\n<p>One &amp; all</p>"),
        (SLATE, "<p>The last ferry left.</p>\n<blockquote>Gone.</blockquote>"),
        (LEXICAL, "<p>The last ferry left.</p>"),
        (PORTABLE, "<h3>The end</h3>\n<p>It left.</p>"),
        (EDITOR, "<h3>The end</h3>\n<p>It <b>left</b>.</p>\n<p>One</p>\n<p>Two</p>"),
        (CONTENTFUL, "<p>It left.</p>"),
        (COMPONENTS, "<p>It left.</p>\n<p>One</p>\n<p>Two</p>"),
        ({"pages": 3, "size": [1, 2]}, ""),
    ],
)
def test_a_tree_is_its_blocks(tree: Any, html: str) -> None:
    assert markup(tree) == html
    assert body(tree) == html == body(json.dumps(tree) if html else "")


def test_a_tree_nested_without_end_costs_nothing_else() -> None:
    tree: Any = leaf("deep")
    for _ in range(200):
        tree = {"type": "div", "children": [tree]}
    assert markup([tree, {"type": "paragraph", "children": [leaf("It left.")]}]) == "<p>It left.</p>"


def test_a_record_with_a_tree_alone_is_an_article() -> None:
    (found,) = fates(
        items(json.dumps({"title": "Gone", "lexical": json.dumps(LEXICAL)}).encode(), "dump.json")
    )
    assert isinstance(found, RawDocument) and found.media_type == "text/html"
    assert found.payload.decode() == "<p>The last ferry left.</p>"


def test_a_text_in_brackets_is_a_text() -> None:
    assert body('["type": a list of ferries') == '["type": a list of ferries'
    assert body("[The last ferry] left.") == "[The last ferry] left."
