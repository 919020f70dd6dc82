//! Makes the search index: which words stand in which title, inclusion term or term of the Alphabetic Index.

use crate::code::Code;
use crate::pack::files::{CODES, NOTES};
use crate::pack::strings::append;
use crate::pack::table::{Fault, Table};
use crate::search_essential::{essential, unbracketed};
use crate::search_layout::{BITS, MAGIC, Mention, NO_TERM, SECTIONS, Text, WEIGHT_STEPS, weight};
use crate::search_words::words;
use crate::store;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// The Alphabetic Index.
const INDEX: (&str, &str) = ("index.tsv", "level\tterm\tcode\tmanifestation\tsee\tsee_also");

/// The packed index of the tables of `codes` and the Alphabetic Index in `index`.
pub(crate) fn pack(codes: &Path, index: &Path) -> Result<Vec<u8>, Fault> {
    let mut gathered = Gathered::default();
    gathered.titles(codes)?;
    gathered.inclusions(codes)?;
    gathered.terms(index)?;
    gathered.packed().ok_or_else(|| Fault {
        file: index.to_path_buf(),
        line: None,
        problem: "holds more than fits a search index".to_owned(),
    })
}

/// A term of the Alphabetic Index.
struct Term {
    text: String,
    above: Option<usize>,
    code: String,
    see: String,
    see_also: String,
}

/// A text that names a code.
struct Found {
    /// Place of the code.
    code: u32,
    kind: Text,
    place: u32,
    /// Its words.
    words: BTreeSet<String>,
    /// Those it cannot do without: of each set, one.
    needed: BTreeSet<BTreeSet<String>>,
}

/// Letters two names of one term share: `Infarct, infarction`, but not `Fracture, pathological`.
const STEM: usize = 4;

/// What the Index sends to where it means "look under the name of the condition": no code belongs to such a term.
const CONDITION: &str = "condition";

/// Of a fracture that is not said to be pathological, the Index means the traumatic one.
const TRAUMATIC: &str = "traumatic";

/// How often a term may send to one that sends on.
const STEPS: usize = 4;

/// All texts, each with the code it names.
#[derive(Default)]
struct Gathered {
    /// Every code that ever existed, sorted.
    codes: Vec<Code>,
    terms: Vec<Term>,
    /// The terms indented below a term, or main terms, by the first word of their names.
    named: HashMap<(Option<usize>, String), Vec<usize>>,
    mentions: Vec<Found>,
}

impl Gathered {
    /// Adds a text, for a term of the Index with those it is indented below.
    fn add(&mut self, code: Code, kind: Text, place: usize, texts: &[&str]) {
        // A code no release has, as the Index prints a few, leads nowhere.
        let Ok(code) = self.codes.binary_search(&code) else { return };
        let words = texts.iter().flat_map(|text| words(text)).collect();
        let mut needed: BTreeSet<BTreeSet<String>> = texts.iter().flat_map(|text| needed(text, kind)).collect();
        needed.retain(|names| !names.is_empty());
        self.mentions.push(Found { code: number(code), kind, place: number(place), words, needed });
    }

    /// The titles, each once: a code whose flag changed has the same title twice.
    fn titles(&mut self, folder: &Path) -> Result<(), Fault> {
        let table = Table::open(folder, CODES.0, CODES.1)?;
        let mut titles: BTreeMap<Code, Vec<(&str, &str)>> = BTreeMap::new();
        for row in table.rows::<5>() {
            let row = row?;
            titles.entry(row.code(0)?).or_default().push((row.cells[1], row.cells[4]));
        }
        self.codes = titles.keys().copied().collect();
        for (code, mut spans) in titles {
            spans.sort_unstable();
            let mut told = BTreeSet::new();
            for (place, (_, title)) in spans.into_iter().enumerate() {
                if told.insert(title) {
                    self.add(code, Text::Title, place, &[title]);
                }
            }
        }
        Ok(())
    }

    fn inclusions(&mut self, folder: &Path) -> Result<(), Fault> {
        let table = Table::open(folder, NOTES.0, NOTES.1)?;
        let mut places: BTreeMap<Code, usize> = BTreeMap::new();
        for row in table.rows::<5>() {
            let row = row?;
            let Some(code) = Code::parse(row.cells[0].as_bytes()) else { continue };
            let place = places.entry(code).or_default();
            if matches!(row.cells[3], "inclusion-term" | "includes") {
                self.add(code, Text::Inclusion, *place, &[row.cells[4]]);
            }
            *place += 1;
        }
        Ok(())
    }

    fn terms(&mut self, folder: &Path) -> Result<(), Fault> {
        let table = Table::open(folder, INDEX.0, INDEX.1)?;
        let mut above: Vec<usize> = Vec::new();
        for (at, row) in table.rows::<6>().enumerate() {
            let row = row?;
            let [level, text, code, manifestation, see, see_also] = row.cells;
            let level: usize = level.parse().map_err(|_| row.fault(format!("`{level}` is no level")))?;
            if level > above.len() {
                return Err(row.fault("is indented below nothing"));
            }
            above.truncate(level);
            let second = if manifestation.is_empty() { String::new() } else { format!(" [{manifestation}]") };
            let (text, code) = (format!("{text}{second}"), code.trim_end_matches('-').trim_end_matches('.').to_owned());
            let (see, see_also) = (see.to_owned(), see_also.to_owned());
            self.terms.push(Term { text, above: above.last().copied(), code, see, see_also });
            above.push(at);
        }
        for (at, term) in self.terms.iter().enumerate() {
            for word in names(term).iter().filter_map(|name| first_word(name)) {
                let named = self.named.entry((term.above, word)).or_default();
                if named.last() != Some(&at) {
                    named.push(at);
                }
            }
        }
        for place in 0..self.terms.len() {
            if let Some(code) = Code::parse(self.code_of(place).as_bytes()) {
                let texts: Vec<String> = self.path(place).map(|term| term.text.clone()).collect();
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                self.add(code, Text::Term, place, &texts);
            }
        }
        Ok(())
    }

    /// The term and those it is indented below, nearest first.
    fn path(&self, place: usize) -> impl Iterator<Item = &Term> {
        std::iter::successors(self.terms.get(place), |term| term.above.and_then(|above| self.terms.get(above)))
    }

    /// The code of a term; of one that sends to another term, that one's. The "see also" of a main term that was sent to
    /// is about other conditions: following it would tell a code that nobody printed.
    fn code_of(&self, place: usize) -> &str {
        let next = |&at: &usize| {
            let term = &self.terms[at];
            let leads = at == place || term.above.is_some();
            let to = if term.see.is_empty() && leads { &term.see_also } else { &term.see };
            if term.code.is_empty() { self.sent(to) } else { None }
        };
        let mut path = std::iter::successors(Some(place), next).take(STEPS);
        path.find_map(|at| Some(self.terms[at].code.as_str()).filter(|code| !code.is_empty())).unwrap_or_default()
    }

    /// The term a reference sends to.
    fn sent(&self, to: &str) -> Option<usize> {
        let to = title(to);
        first_word(&to).filter(|word| word != CONDITION)?;
        self.find(None, &to)
    }

    /// `Infarct, myocardium`: the term of that name below the term before the comma, as printed. A term may be printed
    /// with several names, `Infarct, infarction`, of which one is enough.
    fn find(&self, above: Option<usize>, name: &str) -> Option<usize> {
        let below = self.named.get(&(above, first_word(name)?))?;
        let led = |wanted: &str| below.iter().find_map(|&at| self.found(at, wanted, name));
        let names = |at: usize| names(&self.terms[at]);
        let mut longest: Vec<String> = below.iter().flat_map(|&at| names(at)).collect();
        longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
        longest.dedup();
        longest.iter().find_map(|wanted| led(wanted))
    }

    /// The term at a place if it has this name and that is the one asked for, or the one below it that the rest of the
    /// words name: `Angina, with documented spasm` stands below `with`, and `Otitis media` below `Otitis`.
    fn found(&self, at: usize, own: &str, name: &str) -> Option<usize> {
        if !names(&self.terms[at]).iter().any(|one| one == own) {
            return None;
        }
        let (begin, rest) = name.split_at_checked(own.len()).filter(|_| !own.is_empty())?;
        if !begin.eq_ignore_ascii_case(own) {
            return None;
        }
        match rest {
            "" => Some(at),
            rest => self.find(Some(at), rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' '))?),
        }
    }

    fn packed(mut self) -> Option<Vec<u8>> {
        // In the order of the codes, so that the differences between postings are small.
        self.mentions.sort_by_key(|it| (it.code, it.kind, it.place));
        let mut postings: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, found) in self.mentions.iter().enumerate() {
            for word in &found.words {
                let needed = found.needed.iter().any(|names| names.contains(word));
                postings.entry(word).or_default().push(number(at) << 1 | u32::from(needed));
            }
        }
        let all = self.mentions.len();
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        let put = |section: &mut Vec<u8>, numbers: &[u32]| {
            section.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        };
        let [vocabulary, bytes, mentions, terms, letters, ends, packed_texts] = &mut sections;
        for (word, postings) in &postings {
            put(vocabulary, &[number(letters.len()), number(word.len()), number(bytes.len()), number(postings.len())]);
            letters.extend_from_slice(word.as_bytes());
            let mut before = 0;
            for &at in postings {
                differences(at - before, bytes);
                before = at;
            }
        }
        put(vocabulary, &[0, 0, number(bytes.len()), 0]);
        let weigh = |word: &String| weight(postings[word.as_str()].len(), all);
        for found in &self.mentions {
            let sum: f32 = found.needed.iter().filter_map(|names| names.iter().map(weigh).reduce(f32::min)).sum();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds at most")]
            let weight = (sum * WEIGHT_STEPS) as u32;
            let mention = Mention { code: found.code, text: found.kind, place: found.place, weight };
            mentions.extend(mention.packed()?.to_le_bytes());
        }
        let (mut texts, mut places) = (Vec::new(), HashMap::new());
        for (at, term) in self.terms.iter().enumerate() {
            let has_below = self.terms.get(at + 1).is_some_and(|next| next.above == Some(at));
            let sends = term.code.is_empty() && !term.see.is_empty() && !has_below;
            let text = if sends { format!("{}: see {}", term.text, term.see) } else { term.text.clone() };
            let len = number(text.len());
            let place = *places.entry(text).or_insert_with_key(|text| number(append(&mut texts, text)));
            put(terms, &[place, len << BITS | term.above.map_or(NO_TERM, number)]);
        }
        let stored = store::packed(texts);
        put(ends, &stored.ends);
        *packed_texts = stored.bytes;
        Some(joined(&sections))
    }
}

/// A term without what may be absent.
fn title(text: &str) -> String {
    unbracketed(text).split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

/// The names of a term, each of which is enough to find it: all of it, `Complication` and `Complications`, `drug` for
/// `drug NEC`, and each of `Infarct, infarction` and `acute or subacute`; but `Gaucher's disease or splenomegaly` names
/// only what is Gaucher's.
fn names(term: &Term) -> Vec<String> {
    let mut all = vec![title(&term.text), title(&term.text.replace("(s)", "s"))];
    for whole in all.clone() {
        let (first, others) = whole.split_once(", ").unwrap_or((&whole, ""));
        let stem: String = first.to_lowercase().chars().take(STEM).collect();
        let alike = |name: &&str| name.to_lowercase().starts_with(&stem);
        let others: Vec<&str> = others.split(", ").filter(|name| !name.is_empty()).collect();
        if others.iter().all(alike) || others == [TRAUMATIC] {
            all.extend([first].into_iter().chain(others.into_iter().filter(alike)).map(str::to_owned));
        }
        if whole.split(" or ").all(|one| !one.contains([' ', ','])) {
            all.extend(whole.split(" or ").map(str::to_owned));
        }
        all.extend(whole.strip_suffix(" NEC").map(str::to_owned));
    }
    all.sort();
    all.dedup();
    all
}

/// The word a name begins with, in small letters.
fn first_word(name: &str) -> Option<String> {
    name.split([',', ' ']).next().filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
}

/// The words a text cannot do without: of each set, one. `Infarct, infarction` is two names of one term, of which one is
/// enough.
fn needed(text: &str, kind: Text) -> Vec<BTreeSet<String>> {
    // The Index keeps a fracture below "Fracture, traumatic" that is not said to be another.
    let text = essential(text).replace("Fracture, traumatic", "Fracture");
    let names: Vec<Vec<String>> = text.split(", ").map(|name| words(name).collect()).collect();
    let stem = names[0].concat().chars().take(STEM).collect::<String>();
    if kind == Text::Term && names.iter().all(|name| name.len() == 1 && name[0].starts_with(&stem)) {
        return vec![names.into_iter().flatten().collect()];
    }
    words(&text).map(|word| BTreeSet::from([word])).collect()
}

/// Seven bits to the byte, the highest bit set on all bytes but the last.
fn differences(mut number: u32, bytes: &mut Vec<u8>) {
    while number > 0x7F {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn joined(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = MAGIC.to_le_bytes().to_vec();
    let mut at = 8 + 16 * sections.len();
    for section in sections {
        packed.extend((at as u64).to_le_bytes());
        packed.extend((section.len() as u64).to_le_bytes());
        at += section.len().next_multiple_of(8);
    }
    for section in sections {
        packed.extend_from_slice(section);
        packed.resize(packed.len().next_multiple_of(8), 0);
    }
    packed
}

/// An index as the file stores it; a file that outgrows it would be far too large to embed.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
