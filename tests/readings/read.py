#!/usr/bin/env python3
"""Reads Tabular Lists (XML) and order files as published, with another parser and another way of thinking than the
importer, and tells of 1,000 random codes of each release, and of the codes of the manual, what a coder reads there: title,
codes directly below, notes.

    python3 tests/readings/read.py FOLDER > tests/readings/readings.tsv     the digests `tests/explain.rs` compares with
    python3 tests/readings/read.py FOLDER FY2026 Z53.2                      the text behind one digest

FOLDER holds the files of RELEASES, unpacked, under their official names; they have to be those of
data/icd10cm/SOURCES.toml, by SHA-256. Only the standard library is used (Python 3.11 or newer).

The text of a code: its title in the order file (the Tabular List prints accents there); the codes directly below it; then each
note as `kind|node|words`, those of the code first, then of its headers, its block, the groups of blocks, its chapter.
"""

import hashlib
import pathlib
import random
import sys
import tomllib
import unicodedata
import xml.etree.ElementTree as ElementTree

SAMPLE = 1000
# The codes of the manual (tests/cli/explain.md), beside the random ones.
MANUAL = ["Z53", "Z53.2", "Z53.9", "Z53.29", "Z28", "Z28.3", "S72.001", "M54.5", "U07.1", "E08.42", "G35"]
RELEASES = {
    "FY2016": ("Tabular.xml", "icd10cm_order_2016.txt"),
    "FY2017": ("icd10cm_tabular_2017.xml", "icd10cm_order_2017.txt"),
    "FY2021-jan": ("icd10cm_tabular_2021.xml", "icd10cm-order-Jan-2021.txt"),
    "FY2023": ("icd10cm_tabular_2023.xml", "icd10cm-order-2023.txt"),
    "FY2025": ("icd10cm-tabular-April-2025.xml", "icd10cm-order-2025.txt"),
    "FY2026": ("icd10c-tabular-April-1-2026.xml", "icd10cm-order-2026.txt"),
    "FY2027": ("icd10cm-tabular-2027.RECONSTRUCTED.xml", "icd10cm-order-2027.txt"),
}
KINDS = {
    "includes": "includes",
    "inclusionTerm": "inclusion-term",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code-first",
    "useAdditionalCode": "use-additional",
    "codeAlso": "code-also",
    "notes": "note",
}
# The lists of two years nest this code below the wrong header; its spelling says where it belongs.
MISPLACED = {"H54.512A": "H54.51"}


def words(element):
    return " ".join("".join(element.itertext()).split())


def dotted(code):
    return code if len(code) < 4 else f"{code[:3]}.{code[3:]}"


def notes(element, node):
    """The notes an element itself carries."""
    return [f"{KINDS[part.tag]}|{node}|{words(note)}" for part in element if part.tag in KINDS for note in part.iter("note")]


def folded(text):
    """As the order file writes it: without accents and curly quotes."""
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def official(folder, name):
    """A file of the folder, if it is the one the tables were made from."""
    sources = pathlib.Path(__file__).parents[2] / "data" / "icd10cm" / "SOURCES.toml"
    files = [file for release in tomllib.loads(sources.read_text())["release"] for file in release["file"]]
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert digest in [file["sha256"] for file in files if file["name"] == name], f"{name} is another file"
    return folder / name


class Release:
    def __init__(self, folder, name):
        tabular, order = (official(folder, file) for file in RELEASES[name])
        self.titles = {}
        for line in order.read_text(encoding="cp1252").splitlines():
            self.titles[dotted(line[6:13].strip())] = line[77:].strip()
        self.notes = {}      # code -> its own notes
        self.above = {}      # code -> header, or None
        self.printed = {}    # code -> title of the Tabular List
        self.below = {}      # code -> codes directly below
        self.outer = {}      # category -> notes of block, groups, chapter
        self.sevenths = {}   # code -> 7th characters defined there
        for chapter in ElementTree.parse(tabular).getroot().iter("chapter"):
            number = words(chapter.find("name"))
            sections = chapter.findall("section")
            for section in sections:
                outer = notes(section, f"block {section.get('id')}")
                for group in self.groups_of(section, sections):
                    outer += notes(group, f"block {group.get('id')}")
                outer += notes(chapter, f"chapter {number}")
                for diag in section.findall("diag"):
                    self.outer[words(diag.find("name"))] = outer
                    self.walk(diag, None)
        self.imply()

    def groups_of(self, section, sections):
        """Sections without codes stand for those within their range; the smallest first."""
        def ends(of):
            ends = of.get("id").split("-")
            return ends[0], ends[-1]
        first, last = ends(section)
        groups = [other for other in sections if other.find("diag") is None and ends(other)[0] <= first and last <= ends(other)[1]]
        size = lambda group: sum(ends(group)[0] <= ends(other)[0] and ends(other)[1] <= ends(group)[1] for other in sections)
        return sorted(groups, key=size)

    def walk(self, diag, header):
        code = words(diag.find("name"))
        header = MISPLACED.get(code, header)
        self.notes[code] = notes(diag, code)
        self.above[code] = header
        self.printed[code] = words(diag.find("desc"))
        self.below.setdefault(code, [])
        if header:
            self.below.setdefault(header, []).append(code)
        definition = diag.find("sevenChrDef")
        if definition is not None:
            self.sevenths[code] = {part.get("char"): words(part) for part in definition.findall("extension")}
        for part in diag.findall("diag"):
            self.walk(part, code)

    def imply(self):
        """The codes the list only implies by a 7th character, as far as the order file has them."""
        for leaf in [code for code, below in self.below.items() if not below]:
            at = leaf
            while at and at not in self.sevenths:
                at = self.above[at]
            if not at or len(leaf.replace(".", "")) == 7:
                continue
            for character, meaning in self.sevenths[at].items():
                code = dotted(leaf.replace(".", "").ljust(6, "X") + character)
                if code in self.titles:
                    self.below[leaf].append(code)
                    self.above[code] = leaf
                    self.notes[code] = []
                    self.below[code] = []
                    self.printed[code] = f"{self.printed[leaf]}, {meaning}"

    def text(self, code):
        lines = [code, self.titles[code], "below " + " ".join(sorted(self.below[code]))]
        at = code
        while at:
            lines += self.notes[at]
            category, at = at, self.above[at]
        return "\n".join(lines + self.outer[category]) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if len(sys.argv) == 4:
        print(Release(folder, sys.argv[2]).text(sys.argv[3]), end="")
        return
    print("release\tcode\tsha256")
    for name in RELEASES:
        release = Release(folder, name)
        missing = set(release.titles) - set(release.above)
        assert not missing, f"{name}: the Tabular List lacks {sorted(missing)[:5]}"
        differing = [code for code in release.titles if folded(release.printed[code]).lower() != release.titles[code].lower()]
        print(f"{name}: {len(differing)} titles differ beyond accents and capitals {differing[:8]}", file=sys.stderr)
        codes = random.Random(f"readings of {name}").sample(sorted(release.titles), SAMPLE)
        codes += [code for code in MANUAL if code in release.titles and code not in codes]
        for code in codes:
            print(name, code, hashlib.sha256(release.text(code).encode()).hexdigest()[:16], sep="\t")


main()
