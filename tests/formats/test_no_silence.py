"""Files spoilt at random: never an exception, and whatever stood as a line is a line or is told.

What is spoilt are our own files and, where they are at hand, the samples of others.
"""

import os
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kartoteka.formats.encodings import decoded
from kartoteka.formats.statements import MOST_BYTES, ParsedFile, parse

HERE = Path(__file__).parent / "files"
FOLDERS = [HERE]
for named in (os.environ.get("KARTOTEKA_SAMPLES"), *Path(__file__).resolve().parents[2:4]):
    samples = Path(named) if isinstance(named, str) else None
    if named and samples is None:
        samples = Path(named).parent / "shared" / "data" / "samples"
    if samples and samples.is_dir():
        FOLDERS += [samples / kind for kind in ("mt940", "camt", "fio_xml")]
        break
FILES = sorted(
    path
    for folder in FOLDERS
    for path in (folder.iterdir() if folder.is_dir() else ())
    if path.suffix in {".sta", ".xml", ".pli"}
)
ENTRY = re.compile(r"^[ \t]{0,12}:61:")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
RECORD = re.compile(r"\r+\n|\n|\r")
PUT = [
    *(b"", b":61:", b"\n:61:x\n", b"-\n", b"|", b'"', b",", b"\r", b"\0", b"<", b">", b"</Ntry>"),
    *(b"<Ntry>", b"&amp;", b"110,", b"\xff", b"99999999999999999999", b"</Transaction>"),
]
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 60),
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(PUT),
        ),
    ),
    max_size=5,
)


def spoilt(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, cut, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    return data


def told(parsed: ParsedFile) -> set[str]:
    """Places of which something is said, as a line or as a problem."""
    lines = {line.place for each in parsed.statements for line in each.lines}
    return lines | {problem.place for problem in parsed.all_problems}


def stood(data: bytes, parsed: ParsedFile) -> set[str]:
    """Places at which a line of the statement stood."""
    kinds = {statement.format for statement in parsed.statements}
    if kinds & {"MT940", "MT942"}:
        text = decoded(data)[0]
        lines = enumerate(RECORD.split(text), 1)
        return {str(number) for number, line in lines if ENTRY.match(line)}
    if "ELIXIR0" in kinds:
        lines = enumerate(RECORD.split(decoded(data)[0]), 1)
        return {str(number) for number, line in lines if CONTROLS.sub("", line).strip()}
    if kinds and not parsed.problems:
        return set(_elements(data))
    return set()


def _elements(data: bytes) -> list[str]:
    """Places of entries in a file that is whole XML, in the encoding that it says."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return []
    found = []
    for number, block in enumerate(root.iter("{*}Rpt", "{*}Stmt", "{*}Ntfctn"), 1):
        place = f"{etree.QName(block).localname}[{number}]"
        found += [f"{place}/Ntry[{at}]" for at, _e in enumerate(block.findall("{*}Ntry"), 1)]
    for listed in root.iter("{*}TransactionList"):
        found += [f"Transaction[{at}]" for at, _e in enumerate(listed.findall("{*}Transaction"), 1)]
    return found


def unsaid(data: bytes, parsed: ParsedFile) -> set[str]:
    """Places at which a line stood and of which nothing is said."""
    said = told(parsed)
    whole = said | {place.split("/TxDtls")[0] for place in said}
    return stood(data, parsed) - whole


def test_files_as_they_are_leave_nothing_unsaid() -> None:
    assert len(FILES) >= len(list(HERE.iterdir()))
    for path in FILES:
        data = path.read_bytes()
        parsed = parse(data, path.name)
        assert parsed.statements, path.name
        assert stood(data, parsed) or not any(each.lines for each in parsed.statements), path.name
        assert unsaid(data, parsed) == set(), path.name


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(FILES), CHANGES)
def test_a_spoilt_file_never_raises_and_skips_nothing_silently(
    path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    data = spoilt(path.read_bytes(), changes)
    parsed = parse(data, path.name)
    assert parsed.statements or parsed.problems
    for problem in parsed.all_problems:
        assert "%(" not in problem.sentence()
    for statement in parsed.statements:
        assert len(statement.account) < MOST_BYTES
        for line in statement.lines:
            assert line.amount.is_finite()
            assert line.amount == round(line.amount, 2)
            assert abs(line.amount) < 10**12
            assert re.fullmatch(r"[A-Z]{3}|", line.currency)
    assert unsaid(data, parsed) == set()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.floats(0, 1))
def test_a_file_that_is_cut_off_never_raises_and_skips_nothing_silently(
    path: Path, where: float
) -> None:
    whole = path.read_bytes()
    data = whole[: int(where * len(whole))]
    parsed = parse(data, path.name)
    assert parsed.statements or parsed.problems
    assert unsaid(data, parsed) == set()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text('0123456789",|ąŁ \t', max_size=40), min_size=1, max_size=6))
def test_any_records_of_elixir_are_payments_or_told(lines: list[str]) -> None:
    data = "\r\n".join(["110,20260902,1,", *lines]).encode("cp1250")
    parsed = parse(data)
    places = {str(at) for at, line in enumerate(lines, 2) if line.strip(" \t")} | {"1"}
    assert places <= told(parsed)
