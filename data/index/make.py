#!/usr/bin/env python3
"""Makes index.tsv from the Alphabetic Index as published (XML), unpacked:

    python3 data/index/make.py icd10cm_index_2017.xml > data/index/index.tsv

Only the standard library is used, and a second run gives the same bytes. One line is one term of the Index:

    level           0 for a main term, 1 and more for what is indented below it
    term            its words, the nonessential modifiers (in parentheses) after them
    code            as printed: a code, `C50.91-` where characters are to be added, a category or subcategory
    manifestation   the second code, printed in brackets
    see             the term it sends to
    see_also        likewise

An element this script does not know ends it: nothing of the file is passed over unseen but the version and the title.
"""

import sys
import xml.etree.ElementTree as ElementTree

COLUMNS = ["level", "term", "code", "manifestation", "see", "see_also"]
CELLS = {"code": "code", "subcat": "code", "seecat": "code", "manif": "manifestation", "see": "see", "seeAlso": "see_also"}


def words(element):
    """All text of an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def rows(term, level):
    """The line of a term, then those of the terms below it."""
    row = dict.fromkeys(COLUMNS, "")
    row["level"] = str(level)
    below = []
    for part in term:
        if part.tag == "term":
            below.append(part)
        elif part.tag == "title":
            row["term"] = words(part)
        elif part.tag in CELLS:
            cell = CELLS[part.tag]
            assert not row[cell], f"two of {cell} at {row['term']}"
            row[cell] = words(part)
        else:
            raise SystemExit(f"<{part.tag}> is not known to this script")
    assert row["term"], "a term without words"
    yield row
    for part in below:
        yield from rows(part, level + 1)


def main():
    root = ElementTree.parse(sys.argv[1]).getroot()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("\t".join(COLUMNS))
    for letter in root.iter("letter"):
        for part in letter:
            if part.tag == "title":
                continue
            assert part.tag == "mainTerm", part.tag
            for row in rows(part, 0):
                print("\t".join(row[column] for column in COLUMNS))


main()
