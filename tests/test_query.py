"""The query language: what each form means, where errors point, and that nothing else is ever raised."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.query import (
    FIELDS,
    All,
    And,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    fold,
    parse,
    prepare,
    ranks,
    spans,
    tokens,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", All()),
        ("  ", All()),
        ("*", All()),
        ("credits:*", Field("credits", All())),
        ("id:*", Field("id", All())),
        ("title:(a OR *)", Field("title", Or((Word("a"), All())))),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("NOT a", Not(A)),
        ("-a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ('-"a b" c', And((Not(Phrase("a b")), C))),
        ("-(a b)", Not(And((A, B)))),
        ("NOT NOT a", Not(Not(A))),
        ("a and b or not", And((A, Word("and"), B, Word("or"), Word("not")))),
        ('"a b"', Phrase("a b")),
        (r'"a \"b\" \\ c"', Phrase('a "b" \\ c')),
        ("«Kim Jong»", Phrase("Kim Jong")),
        ("toppm*", Prefix("toppm")),
        ("title:a", Field("title", A)),
        ("Title:a", Field("title", A)),
        ('title:"a b" c', And((Field("title", Phrase("a b")), C))),
        ("title:a*", Field("title", Prefix("a"))),
        ("-title:a", Not(Field("title", A))),
        ("title:(a OR b)", Field("title", Or((A, B)))),
        ("Jong-un", Word("Jong-un")),
        ("a-", A),
        ("12:30", Word("12:30")),
        ("https://www.nrk.no/x?y=1&~z", Word("https://www.nrk.no/x?y=1&~z")),
        ("url:nrk.no/x*", Field("url", Prefix("nrk.no/x"))),
        ("id:nm1/x=", Field("id", Word("nm1/x="))),
        ("Putin: møtet – i dag!", And((Word("Putin"), Word("møtet"), Word("i"), Word("dag")))),
        ("Kven er Putin?", And((Word("Kven"), Word("er"), Word("Putin")))),
        ("'a', b.", And((A, B))),
        ("AND,", Phrase("AND")),
        ("title:OR", Field("title", Word("OR"))),
    ],
)
def test_forms(query: str, tree: Node) -> None:
    assert parse(query) == tree
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    ("query", "position", "word"),
    [
        ("br*a", 2, "end of a word"),
        ("*bru", 0, "end of a word"),
        ("a bru**", 6, "end of a word"),
        ("a~1", 1, "~"),
        ("a~", 1, "~"),
        ("br?a", 2, "?"),
        ("a^2", 1, "^"),
        ('a "b c', 2, "not closed"),
        ('"a"~2', 3, "phrase"),
        ('""', 1, "a word"),
        ("(a", 0, "not closed"),
        ("a (b (c)", 2, "not closed"),
        ("a)", 1, "not opened"),
        ("()", 1, "expected a word"),
        ("a OR", 4, "expected a word"),
        ("OR a", 0, "expected a word"),
        ("a AND OR b", 6, "expected a word"),
        ("NOT", 3, "expected a word"),
        ("tittle:a", 0, "title:"),
        ("a -autor:b", 3, "authors:"),
        ("title:", 6, "value"),
        ("title: a", 6, "value"),
        ("title:–", 6, "letter or digit"),
        ("title:>5", 6, "ranges"),
        ("title:(a body:b)", 9, "inside title"),
        ("a || b", 2, "OR"),
        ("!a", 0, "NOT"),
        ("--from 2019", 0, "NOT"),
        ("&", 1, "letter or digit"),
        ("a\udc80b", 1, "UTF-8"),
        ("(" * 40 + "a" + ")" * 40, 31, "levels"),
        ("a " * 201, 400, "200 words"),
        ("a" * 101 + "*", 0, "letters before"),
    ],
)
def test_errors_know_where_and_what(query: str, position: int, word: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert word in caught.value.expected
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.position, again.expected) == (position, caught.value.expected)


def test_too_long_is_said() -> None:
    with pytest.raises(QueryError, match="10,000 characters"):
        parse("a " * 6_000)


def test_positions() -> None:
    tree = parse('ab  (title:"c d" OR -e)')
    assert isinstance(tree, And)
    choice = tree.nodes[1]
    assert isinstance(choice, Or)
    assert (tree.nodes[0].position, choice.position) == (0, 5)
    assert [node.position for node in choice.nodes] == [5, 20]


_bits = st.sampled_from(
    [
        *'ab "()-*:~?!^\\|&«»“”',
        *(" OR ", " AND ", " NOT ", "title:", "id:", "url:", "x:", "http://", "é", "北", "\u0301"),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_bits, max_size=14).map("".join)))
def test_only_query_errors_and_what_parses_reads_back(query: str) -> None:
    try:
        tree = parse(query)
    except QueryError as error:
        assert 0 <= error.position <= len(query)
        return
    assert parse(str(tree)) == tree


_words = st.text(alphabet="abcæøå12", min_size=1, max_size=6)
_leaves = st.one_of(
    _words.map(Word),
    _words.map(Prefix),
    st.just(All()),
    st.text(alphabet='ab" \\*~:', max_size=9).map(lambda t: Phrase(f"a{t}")),
)


def _trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def wider(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        many = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(many.map(And), many.map(Or), parts.map(Not))

    inner = st.recursive(leaves, wider, max_leaves=5)
    fields = st.builds(Field, st.sampled_from(FIELDS[:7]), inner)
    return st.recursive(st.one_of(leaves, fields), wider, max_leaves=8)


@given(_trees(_leaves))
def test_trees_read_back(tree: Node) -> None:
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Toppmøtet i Tromsø", ["toppmotet", "i", "tromso"]),
        ("ÆRLIG Straße Œuvre Łódź", ["aerlig", "strasse", "oeuvre", "lodz"]),
        ("Jong-un's 3,5 a_b", ["jong", "un", "s", "3", "5", "a", "b"]),
        ("cafe\u0301 co\xadop", ["cafe", "coop"]),
        ("İstanbul", ["istanbul"]),
        ("北京2019", ["北", "京", "2019"]),
        ("Ёлка й", ["ёлка", "й"]),
        ("किताब", ["किताब"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@given(st.text(max_size=40))
def test_prepared_text_has_the_same_words(text: str) -> None:
    assert tokens(prepare(text)) == tokens(text)


@given(st.text(max_size=40))
def test_spans_are_where_they_say(text: str) -> None:
    for start, end, word in spans(text):
        assert text[start:end] == word
        assert fold(word)


def test_brackets_beside_each_other_do_not_let_others_go_deeper():
    beside, deep = "(a) " * 20, "(" * 31 + "a" + ")" * 31
    assert parse(beside)
    with pytest.raises(QueryError, match="levels"):
        parse(beside + deep)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ferry", True),
        ("", False),
        ("NOT ferry", False),
        ("ferry NOT bus", True),
        ("NOT a NOT b", False),
        ("title:a*", True),
    ],
)
def test_words_that_are_asked_for_rank(query, expected):
    assert ranks(parse(query)) is expected
