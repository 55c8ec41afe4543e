"""A PDF writer for tests: lines of Helvetica at given places."""

import textwrap
import zlib


def laid_out(paragraphs, *, title="", width=60, gap=0, indent=0, top=780, leading=14):
    """Lay paragraphs out on one page, wrapped at so many signs; lines are (x, y, size, text)."""
    lines, y = [], top
    if title:
        lines, y = [(50, y, 24, title)], y - 40
    for paragraph in paragraphs:
        for number, line in enumerate(textwrap.wrap(paragraph, width, break_long_words=False)):
            lines.append((50 + (indent if not number else 0), y, 11, line))
            y -= leading
        y -= gap
    return lines


def made_pdf(pages, *, extra=b"", trailer=b""):
    """Write pages of lines as a PDF."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for number, lines in enumerate(pages):
        drawn = lines if isinstance(lines, bytes) else b"".join(_drawn(*line) for line in lines)
        packed = zlib.compress(drawn)
        objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                    b"/Resources << /Font << /F1 3 0 R >> >> %s >>" % (5 + 2 * number, extra),
                    b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF"
                   % (len(objects) + 1, table, len(objects) + 1, trailer, len(data)))


def _drawn(x, y, size, text):
    shown = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, shown)
