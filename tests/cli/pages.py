"""HTML reports as a parser reads them."""
import html.parser
import re
import xml.etree.ElementTree

VOID = {"meta", "link", "input", "br", "img"}


class Page(html.parser.HTMLParser):
    """The elements of a page; a tag that closes nothing, or is never closed, is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    def all(self, tag, **wanted):
        return [attributes for name, attributes in self.elements
                if name == tag and all(attributes.get(key) == value for key, value in wanted.items())]


def svg_roots(text):
    """Each drawing that stands in the page itself, read as XML."""
    depth, begin = 0, 0
    for match in re.finditer(r"<svg[ >]|</svg>", text):
        if match.group() == "</svg>":
            depth -= 1
            if depth == 0:
                yield xml.etree.ElementTree.fromstring(text[begin:match.end()])
        else:
            begin = match.start() if depth == 0 else begin
            depth += 1
