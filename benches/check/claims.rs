//! Claim files made up on the spot: the same bytes for the same case, none of them about anybody.

use super::case::Case;
use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::CodeBook;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// A place in a list of which the front is met far more often (Zipf's law with exponent 1).
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn skewed(&mut self, bound: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((bound as f64).powf(unit) as usize - 1).min(bound - 1)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Categories whose codes may stand together on a claim without a word from any rule, one code of each: all rules are
/// on, and a file on which they speak everywhere would measure the writing of findings.
const EVERYDAY: [&str; 44] = [
    "B07", "B35", "D22", "D50", "E03", "E11", "E55", "E66", "E78", "F32", "F41", "G43", "H10", "H52", "I10", "I25",
    "I48", "J06", "J30", "J45", "K21", "K29", "K57", "K59", "K64", "K76", "L03", "L30", "L40", "L57", "L70", "L82",
    "M10", "M19", "M54", "M79", "M81", "N20", "N39", "N40", "R05", "R42", "R51", "Z79",
];

/// Whether a code is of one of those categories and says neither a side nor that something is not specified.
fn is_everyday(entry: claimlint::icd::Entry<'_>) -> bool {
    let code = entry.code();
    let title = entry.spans().last().map(|span| span.title.to_lowercase()).unwrap_or_default();
    let words = ["unspecified", "right", "left", "bilateral", "pregnan", "newborn"];
    EVERYDAY.contains(&code.category().to_string().as_str())
        && code.len() < Code::MAX_LEN
        && !words.iter().any(|word| title.contains(word))
        && (code.category().to_string() != "E11" || ["E11.9", "E11.65"].contains(&code.to_string().as_str()))
}

/// A National Provider Identifier: nine digits and the check digit over them and the prefix 80840 (45 CFR 162.406).
fn npi(nine: usize) -> usize {
    let doubled = |digit: usize| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum = |(at, digit): (usize, usize)| if at % 2 == 0 { doubled(digit) } else { digit };
    let digits = (0..9).map(|at| nine / 10_usize.pow(at) % 10);
    let total: usize = 24 + digits.enumerate().map(sum).sum::<usize>();
    nine * 10 + (10 - total % 10) % 10
}

/// The billable codes of the release in force in one month, the frequent ones first.
struct Season {
    year: u16,
    month: u8,
    codes: Vec<Code>,
}

fn seasons() -> Vec<Season> {
    let book = CodeBook::embedded();
    let of = |(year, month): (u16, u8)| {
        let day = Date::from_number(u32::from(year) * 10_000 + u32::from(month) * 100 + 1).unwrap();
        let release = book.release_on(day).unwrap();
        let billable = book.entries().filter(|entry| entry.billable() & release.bit() != 0);
        let mut codes: Vec<Code> =
            billable.filter(|entry| is_everyday(*entry)).map(claimlint::icd::Entry::code).collect();
        // What is frequent in one month is in the next one.
        codes.sort_by_cached_key(|code| Random(code.key()).next());
        Season { year, month, codes }
    };
    [(2024, 11), (2025, 2), (2025, 8), (2025, 10), (2025, 11)].map(of).into()
}

/// Writes a file of `lines` lines.
pub(crate) fn write(case: Case, lines: usize, path: &Path) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let seasons = seasons();
    let mut random = Random(20_251_001);
    let columns = case.columns();
    let mut row = Row { case, text: Vec::new(), cells: 0 };
    for name in &columns {
        row.push(name);
    }
    row.end(&mut out);
    let (mut written, mut claim) = (0, 0);
    while written < lines {
        claim += 1;
        let season = &seasons[random.below(seasons.len())];
        let claim = Claim::make(claim, season, case.claims_to_a_fault(), &mut random);
        let count = if case == Case::Long { claim.diagnoses.len() } else { 1 + random.below(6) }.min(lines - written);
        for line in 1..=count {
            let line = Line::make(line, &claim, &mut random);
            for name in &columns {
                row.push(&case.cell(name, &claim, &line));
            }
            row.end(&mut out);
        }
        written += count;
    }
    out.flush().unwrap();
}

/// Writes the lines of `from` behind its header in random order.
pub(crate) fn shuffle(from: &Path, to: &Path) {
    let bytes = std::fs::read(from).unwrap();
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let mut random = Random(3);
    for last in (2..lines.len()).rev() {
        lines.swap(last, 1 + random.below(last));
    }
    let mut out = BufWriter::new(File::create(to).unwrap());
    for line in lines {
        out.write_all(line).unwrap();
    }
}

/// What the lines of a claim have in common.
pub(crate) struct Claim {
    pub(crate) number: usize,
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: usize,
    pub(crate) diagnoses: Vec<String>,
    pub(crate) npi: usize,
    pub(crate) patient: usize,
}

impl Claim {
    fn make(number: usize, season: &Season, to_a_fault: usize, random: &mut Random) -> Self {
        let count = 1 + random.below(6);
        let mut diagnoses: Vec<Code> = Vec::new();
        while diagnoses.len() < count {
            let code = season.codes[random.skewed(season.codes.len())];
            if !diagnoses.iter().any(|known| known.category() == code.category()) {
                diagnoses.push(code);
            }
        }
        let mut diagnoses: Vec<String> = diagnoses.iter().map(ToString::to_string).collect();
        if random.below(to_a_fault) == 0 {
            let wrong = ["E11", "Z53.9X", "M54.5", "S72.001", "250.00", "Q99.99", "W11", "F32", "1.23E+15", "H40.11"];
            let at = random.below(count);
            random.pick(&wrong).clone_into(&mut diagnoses[at]);
        }
        let npi = npi(100_000_000 + random.skewed(5000) * 131);
        let day = 1 + random.below(28);
        Self { number, year: season.year, month: season.month, day, diagnoses, npi, patient: random.below(400_000) }
    }
}

/// One line of it.
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) procedure: &'static str,
    pub(crate) modifiers: [&'static str; 2],
    pub(crate) pointers: String,
    pub(crate) place: &'static str,
    pub(crate) units: usize,
    pub(crate) charge: usize,
}

impl Line {
    fn make(number: usize, claim: &Claim, random: &mut Random) -> Self {
        let pointers = ('A'..='F').take(claim.diagnoses.len().min(1 + random.below(4))).collect();
        let procedures = [
            "99213", "99214", "36415", "80053", "85025", "93000", "97110", "97140", "98941", "71046", "83036", "90471",
            "90686", "45378", "45380", "43239", "66984", "20610", "11102", "17000", "G0008", "J3301", "G0439", "99204",
        ];
        let modifiers = match random.below(20) {
            0 => ["25", ""],
            1 => ["59", ""],
            2 => ["RT", ""],
            3 => ["LT", "59"],
            4 => ["GP", ""],
            5 => ["26", ""],
            _ => ["", ""],
        };
        Self {
            number,
            procedure: random.pick(&procedures),
            modifiers,
            pointers,
            place: random.pick(&["11", "11", "11", "22", "24", "21"]),
            units: 1 + random.below(10) / 8 * random.below(4),
            charge: 2500 + random.below(60_000),
        }
    }
}

struct Row {
    case: Case,
    text: Vec<u8>,
    cells: usize,
}

impl Row {
    fn push(&mut self, cell: &str) {
        if self.cells > 0 {
            self.text.push(self.case.delimiter());
        }
        self.cells += 1;
        if self.case == Case::Quoted {
            write!(self.text, "\"{cell}\"").unwrap();
        } else {
            self.text.extend_from_slice(cell.as_bytes());
        }
    }

    fn end(&mut self, out: &mut impl Write) {
        self.text.push(b'\n');
        out.write_all(&self.text).unwrap();
        self.text.clear();
        self.cells = 0;
    }
}
