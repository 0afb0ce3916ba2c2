"""The shared strings of an .xlsx, some millions of them in little memory."""

import re
from array import array
from collections.abc import Iterator
from typing import IO

from guildhall.mechanisms.workbooks.rules.package import CHUNK, local, new_parser
from guildhall.mechanisms.workbooks.rules.tables import LIMITS, Limits, damaged, too_large

PLAIN = re.compile(r"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
OPENING = re.compile(rb"<(\w+:)?si[\s>/]")
ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#\d+|\w+);?")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Strings near the top repeat most; the rest stay as bytes until asked for.
READY = 200_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.ready: list[str] = []
        self.blob = bytearray()
        self.ends = array("Q", [0])
        self.ready_characters = 0

    def __len__(self) -> int:
        return len(self.ready) + len(self.ends) - 1

    def extend(self, texts: list[str]) -> None:
        room = READY - len(self.ready)
        if room > 0:
            self.ready.extend(texts[:room])
            self.ready_characters += sum(map(len, texts[:room]))
            texts = texts[room:]
        for text in texts:
            self.blob += text.encode()
            self.ends.append(len(self.blob))
        if 4 * self.ready_characters + len(self.blob) + 8 * len(self.ends) > self.limits.text_bytes:
            raise too_large()

    def __getitem__(self, index: int) -> str:
        if index < READY:
            return self.ready[index]
        place = index - READY
        return self.blob[self.ends[place] : self.ends[place + 1]].decode()

    def many(self, indices: list[str]) -> list[str]:
        """Texts by their numbers as written in the cells; a blank number is a blank text."""
        ready, blob, ends = self.ready, self.blob, self.ends
        try:
            numbers = [int(index) if index else -1 for index in indices]
            if len(ends) == 1:
                return [ready[n] if n >= 0 else "" for n in numbers]
            return [
                (ready[n] if n >= 0 else "") if n < READY else blob[ends[n - READY] : ends[n - READY + 1]].decode()
                for n in numbers
            ]
        except (IndexError, ValueError) as problem:
            raise damaged("文字引用有误") from problem


def read_shared_texts(file: IO[bytes], limits: Limits = LIMITS) -> SharedTexts:
    texts = SharedTexts(limits)
    inflated = 0
    rest = closing = b""
    while chunk := file.read(CHUNK):
        inflated += len(chunk)
        if inflated > limits.inflated_bytes or len(rest) > 8 * CHUNK:
            raise too_large()
        rest += chunk
        if not closing:
            first = OPENING.search(rest)
            if first is None:
                continue
            _check_root(rest[: first.start()])
            rest = rest[first.start() :]
            closing = b"</" + (first[1] or b"") + b"si>"
        end = rest.rfind(closing) + len(closing)
        if end >= len(closing):
            texts.extend(_texts(rest[:end]))
            rest = rest[end:]
    if closing and OPENING.match(rest):
        texts.extend(_texts(rest[: rest.rfind(b"/>") + 2]))
    return texts


def _check_root(root: bytes) -> None:
    parser = new_parser()
    parser.Parse(root)


def _texts(chunk: bytes) -> list[str]:
    text = chunk.decode()
    plain = PLAIN.findall(text)
    if len(plain) != text.count("<si") or "<!" in text:
        return list(_parsed(chunk))
    if "&" in text:
        plain = [unescaped(value) for value in plain]
    if "_x" in text:
        plain = [ESCAPED.sub(_character, value) for value in plain]
    return plain


def unescaped(value: str) -> str:
    """A text as it stood before XML escaped it."""
    return ENTITY.sub(_entity, value) if "&" in value else value


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    try:
        if name.startswith("#"):
            return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
        return NAMED[name]
    except (KeyError, ValueError, OverflowError) as problem:
        raise damaged("内容格式有误") from problem


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def decoded(value: str) -> str:
    """A text with the `_x000D_` escapes of spreadsheets resolved."""
    return ESCAPED.sub(_character, value) if "_x" in value else value


def _parsed(chunk: bytes) -> Iterator[str]:
    """Strings of any shape: rich runs joined, phonetic guides left out."""
    texts: list[str] = []
    pieces: list[str] = []
    skipping = [0]
    inside = [False]

    def start(tag: str, _: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "rPh":
            skipping[0] += 1
        inside[0] = tag == "t" and not skipping[0]

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "rPh":
            skipping[0] -= 1
        elif tag == "si":
            texts.append(decoded("".join(pieces)))
            pieces.clear()
        inside[0] = False

    def characters(text: str) -> None:
        if inside[0]:
            pieces.append(text)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.Parse(b"<sst>")
    parser.Parse(chunk)
    parser.Parse(b"</sst>", True)
    yield from texts
