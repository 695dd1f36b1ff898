"""python3 pages.py MOST PPI: the pages of a PDF as pictures.

Reads a PDF from standard input. Writes each page as a PNG, the length in four bytes before it. Ends
with 2 where the PDF cannot be read, with 3 where it has more than MOST pages.

A process of its own with little memory and time: what is read here was made elsewhere.
"""

import resource
import struct
import sys
import tempfile
from pathlib import Path

import typst

UNREADABLE, TOO_MANY = 2, 3
MEMORY, SECONDS = 2 << 30, 60
SOURCE = """#set page(width: 21cm, height: auto, margin: 0pt)
#image("given.pdf", page: int(sys.inputs.n), width: 100%)
"""


def main(most, ppi):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "given.pdf").write_bytes(sys.stdin.buffer.read())
        Path(folder, "page.typ").write_text(SOURCE)
        for n in range(1, most + 2):
            try:
                picture = typst.compile(
                    str(Path(folder, "page.typ")),
                    format="png",
                    ppi=ppi,
                    ignore_system_fonts=True,
                    sys_inputs={"n": str(n)},
                )
            except typst.TypstError as fault:
                return 0 if n > 1 and "does not exist" in str(fault) else UNREADABLE
            if n > most:
                return TOO_MANY
            sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
