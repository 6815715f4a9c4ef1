"""The paragraphs of an RTF document: a small reader of its codes, bounded and without any object or picture in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.errors import RecordError
from pipeline.model import BlockKind

from . import rtf_codes as codes
from .paragraphs import Para


@dataclass(slots=True)
class _State:
    """What a group inherits and may change for itself."""

    skip: bool = False
    into: bytes = b""
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    font: int = -1
    unicode_skip: int = 1


@dataclass(slots=True)
class Text:
    """An RTF document. ``read()`` gives its paragraphs; ``info`` is then what it says of itself, and ``cut`` whether
    it ends within a group."""

    data: bytes
    info: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    _codec: str = "cp1252"
    _fonts: dict[int, str] = field(default_factory=dict)
    _styles: dict[int, str] = field(default_factory=dict)
    _default: int = -1
    _bytes: bytearray = field(default_factory=bytearray)
    _parts: list[str] = field(default_factory=list)
    _paras: list[Para] = field(default_factory=list)
    _cells: list[list[Para]] = field(default_factory=list)
    _in_cell: list[Para] = field(default_factory=list)
    _begins: bool = False
    _bold: bool = True
    _italic: bool = True
    _kind: BlockKind = "paragraph"
    _table: bool = False
    _utf8: bool = False
    _number: int = -1
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _at: int = 0
    _ignore: int = 0
    _first: bool = False

    def read(self) -> list[Para]:
        """The paragraphs. Raises RecordError ``too-deep``."""
        self._utf8 = codes.is_utf8(self.data)
        self._at = self.data.find(b"{\\rtf")
        while self._at < len(self.data):
            token = codes.TOKEN.match(self.data, self._at)
            if token is None:
                self._at += 1
                continue
            self._at = token.end()
            word, number, code, symbol, bracket, text = token.groups()
            if bracket == b"{":
                self._open()
            elif bracket:
                if not self._close():
                    break
            elif word is not None:
                self._code(word, int(number) if number is not None else None)
            elif symbol is not None:
                self._symbol(symbol)
            elif code is not None:
                self._plain(bytes([int(code, 16)]))
            elif text is not None:
                self._plain(text)
        self.cut = bool(self._stack)
        self._par()
        self._row()
        return self._paras

    def _open(self) -> None:
        if len(self._stack) > codes.DEEPEST:
            raise RecordError("too-deep", f"groups nested deeper than {codes.DEEPEST}", retryable=False)
        self._flush()
        self._stack.append(self._state)
        self._state, self._first, self._ignore = replace(self._state), True, 0

    def _close(self) -> bool:
        """Ends a group; False where it was the document."""
        self._flush()
        ended = self._state
        self._state, self._ignore = self._stack.pop() if self._stack else _State(), 0
        if ended.into != self._state.into:
            self._store(ended.into)
        return bool(self._stack)

    def _code(self, word: bytes, value: int | None) -> None:
        if word == b"bin" and value:
            self._at += max(0, value)
        elif word == b"u" and value is not None:
            self._unicode(value)
            self._ignore = self._state.unicode_skip
        else:
            self._ignore = 0
            self._word(word, value, self._first)
        self._first = False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state.skip = self._state.skip or codes.holds_no_text(self.data, self._at)
            return  # the next code names the group
        self._first = False
        if self._ignore:
            self._ignore -= 1
        elif symbol in (b"\n", b"\r"):
            self._par()
        elif symbol in codes.SYMBOLS:
            self._add(codes.SYMBOLS[symbol])

    def _plain(self, text: bytes) -> None:
        """Text, less what stands for a character for programs without Unicode."""
        skipped = min(self._ignore, len(text))
        self._ignore -= skipped
        self._bytes += text[skipped:]
        self._first = False
        self._look()

    # ------------------------------------------------------------ codes

    def _word(self, word: bytes, value: int | None, first: bool) -> None:
        state = self._state
        if first and (word in codes.SKIPPED or word in codes.INFO):
            self._flush()
            if word in (b"listtext", b"pntext"):
                self._kind = "list"
            state.skip = True
            state.into = word if word in codes.INFO or word in codes.TABLES else b""
        elif state.skip:
            self._within(word, value)
        elif word in codes.SIGNS:
            self._add(codes.SIGNS[word])
        elif word in codes.CHARACTER:
            self._character(word, value)
        elif word in codes.PARAGRAPH:
            self._paragraph(word, value)
        elif word in codes.BREAKS:
            self._break(word)
        else:
            self._charset(word, value)

    def _break(self, word: bytes) -> None:
        self._par()
        if word in (b"sect", b"page"):
            self._begins = True
        elif word.endswith(b"cell"):
            self._cell()
        elif word.endswith(b"row"):
            self._row()

    def _charset(self, word: bytes, value: int | None) -> None:
        if word in codes.SETS:
            self._codec = codes.SETS[word]
        elif word == b"ansicpg" and value:
            self._codec = codes.known(f"cp{value}", self._codec) if value != 65001 else "utf-8"
        elif word == b"deff" and value is not None:
            self._default = value

    def _within(self, word: bytes, value: int | None) -> None:
        """A code in a group that holds no text of the article: its tables, and its dates."""
        state = self._state
        if state.into == b"fonttbl" and value is not None:
            if word == b"f":
                self._number = value
            elif word == b"fcharset" and value in codes.CHARSETS:
                self._fonts[self._number] = codes.CHARSETS[value]
            elif word == b"cpg":
                self._fonts[self._number] = codes.known(f"cp{value}", self._codec)
        elif state.into == b"stylesheet" and word == b"s" and value is not None:
            self._flush()
            self._number = value
        elif (
            state.into in (b"creatim", b"revtim")
            and value is not None
            and word in (b"yr", b"mo", b"dy", b"hr", b"min")
        ):
            mark = {b"yr": "", b"hr": "T", b"min": ":"}.get(word, "-")
            self._parts.append(f"{mark}{value:02d}")

    def _character(self, word: bytes, value: int | None) -> None:
        self._flush()
        state, on = self._state, value != 0
        if word == b"b":
            state.bold = on
        elif word == b"i":
            state.italic = on
        elif word in (b"v", b"deleted"):
            state.hidden = on
        elif word == b"f":
            state.font = value if value is not None else -1
        elif word == b"uc":
            state.unicode_skip = max(0, value or 0)
        else:
            state.bold = state.italic = state.hidden = False
            state.font = -1

    def _paragraph(self, word: bytes, value: int | None) -> None:
        if word == b"pard":
            self._kind, self._table = "paragraph", False
        elif word == b"intbl":
            self._table = True
        elif word == b"s":
            name = self._styles.get(value or 0, "")
            self._kind = next((kind for begin, kind in codes.STYLES if name.startswith(begin)), self._kind)
        elif word == b"ls":
            self._kind = "list" if self._kind == "paragraph" and value else self._kind
        elif value is not None and value < 9:
            self._kind = "crosshead"

    # ------------------------------------------------------------ text

    def _look(self) -> None:
        """Notes how the text that is added looks."""
        if self._bytes.strip(b" ") and not self._state.skip and not self._state.hidden:
            self._bold = self._bold and self._state.bold
            self._italic = self._italic and self._state.italic

    def _add(self, text: str) -> None:
        self._flush()
        if not self._state.hidden and not self._state.skip:
            self._parts.append(text)

    def _unicode(self, number: int) -> None:
        self._flush()
        state = self._state
        if not state.hidden and (not state.skip or state.into):
            self._parts.append(chr(number & 0xFFFF))
            self._bold, self._italic = self._bold and state.bold, self._italic and state.italic

    def _flush(self) -> None:
        """Decodes the bytes so far: those of a group without text are forgotten, or kept for what it is."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        state = self._state
        if state.hidden or (state.skip and not state.into):
            return
        if state.into == b"stylesheet":
            name = data.decode("cp1252", "replace").strip().rstrip(";").casefold()
            if name and self._number >= 0:
                self._styles[self._number] = name
                self._number = -1
        elif state.into != b"fonttbl":
            codec = self._fonts.get(state.font if state.font >= 0 else self._default, self._codec)
            utf8 = self._utf8 and codec not in codes.WIDE
            self._parts.append(data.decode("utf-8" if utf8 else codec, "replace"))

    def _store(self, into: bytes) -> None:
        """Keeps what a group of the document's info has said."""
        if into in codes.INFO and (text := self._taken().strip()):
            self.info[into.decode()] = text[:1000]

    def _taken(self) -> str:
        text = "".join(self._parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._parts = []
        return text

    def _par(self) -> None:
        """Ends a paragraph."""
        self._flush()
        text = self._taken()
        look = bool(text.strip())
        para = Para(text, self._kind, look and self._bold, look and self._italic, self._begins)
        self._begins = self._begins and not look
        self._bold = self._italic = True
        (self._in_cell if self._table else self._paras).append(para)

    def _cell(self) -> None:
        self._cells.append(self._in_cell)
        self._in_cell = []

    def _row(self) -> None:
        """Ends a row of a table; one of a single cell holds running text."""
        rest = [para for para in self._in_cell if para.text.strip()]
        cells = [*self._cells, *([rest] if rest else [])]
        self._cells, self._in_cell = [], []
        if len(cells) > 1:
            texts = [" ".join(" ".join(para.text.split()) for para in cell).strip() for cell in cells]
            if line := " | ".join(text for text in texts if text):
                self._paras.append(Para(line, "table"))
        else:
            self._paras.extend(para for cell in cells for para in cell if para.text.strip())
