"""What goes over the wire: SOAP 1.2 envelopes out, multipart with XML inside XML in."""

import re
from email import message_from_bytes
from html import escape
from typing import Any

from lxml import etree

PUBL = "http://CIS/BIR/PUBL/2014/07"
BIR = "http://CIS/BIR/2014/07"
PARAMETERS = "http://CIS/BIR/PUBL/2014/07/DataContract"
_ENVELOPE = """<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" \
xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:ns="{space}" xmlns:dat="{parameters}">\
<soap:Header><wsa:To>{to}</wsa:To><wsa:Action>{action}</wsa:Action></soap:Header>\
<soap:Body><ns:{operation}>{inside}</ns:{operation}></soap:Body></soap:Envelope>"""
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")


class Unreadable(Exception):  # noqa: N818  (becomes "no answer" in the client)
    """What came is no answer of this service."""


def action(operation: str) -> str:
    """The action that names an operation in header and content type."""
    if operation == "GetValue":
        return f"{BIR}/IUslugaBIR/GetValue"
    return f"{PUBL}/IUslugaBIRzewnPubl/{operation}"


def envelope(operation: str, fields: dict[str, str], *, to: str) -> bytes:
    """The question as bytes. Fields of a search go inside pParametryWyszukiwania, by alphabet."""
    if operation == "DaneSzukajPodmioty":
        listed = "".join(f"<dat:{k}>{_text(v)}</dat:{k}>" for k, v in sorted(fields.items()))
        inside = f"<ns:pParametryWyszukiwania>{listed}</ns:pParametryWyszukiwania>"
    else:
        inside = "".join(f"<ns:{k}>{_text(v)}</ns:{k}>" for k, v in fields.items())
    space = BIR if operation == "GetValue" else PUBL
    return _ENVELOPE.format(
        space=space,
        parameters=PARAMETERS,
        to=_text(to),
        action=action(operation),
        operation=operation,
        inside=inside,
    ).encode()


def result(operation: str, content_type: str, body: bytes) -> str:
    """The text of `…Result` in an answer. Raises Unreadable, also for a SOAP fault."""
    root = parsed(_part(content_type, body))
    fault = root.find(".//{http://www.w3.org/2003/05/soap-envelope}Fault")
    if fault is not None:
        raise Unreadable("fault: " + " ".join("".join(map(str, fault.itertext())).split())[:300])
    for node in root.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname == f"{operation}Result":
            return node.text or ""
    raise Unreadable(f"no {operation}Result")


def rows(text: str) -> list[dict[str, str]]:
    """The `<dane>` rows of a result: element names as they came, values trimmed."""
    if not text.strip():
        return []
    root = parsed(text.encode())
    return [
        {
            etree.QName(field).localname: (field.text or "").strip()
            for field in row
            if isinstance(field.tag, str)
        }
        for row in root.iter("dane")
    ]


def parsed(data: bytes) -> etree._Element:
    """XML without DTD, entities or network. Raises Unreadable."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"broken XML: {error}"[:300]) from None
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise Unreadable("a document type where none belongs")
    return root


def _part(content_type: str, body: bytes) -> bytes:
    """The XML part of a multipart answer; a plain answer as it is."""
    if not content_type.lower().startswith("multipart/"):
        return body
    head = f"Content-Type: {_FORBIDDEN.sub('', content_type)}\r\n\r\n".encode("ascii", "replace")
    message = message_from_bytes(head + body.lstrip(b"\r\n"))
    for part in message.walk():
        if not part.is_multipart() and "xml" in part.get_content_type():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload
    raise Unreadable("no XML part")


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))
