//! Facts are bits.
//!
//! Every question any bound rule asks is one bit, and rules that ask the same share it; so a second pack over the same
//! codes costs hardly anything. Questions about a single code (a modifier, a procedure, a diagnosis) are *element*
//! bits: their answers are looked up per code. All others are answered only on claims that some rule may speak about.

use super::group::{Group, Kind, Member};
use super::logic::{Ask, AskClaim, ClaimTest, Conditions, LineTest, Partner, Shared};
use crate::claim::view::{Modifier, Procedure};
use crate::code::Code;

/// Bits per word.
pub(super) const WORD: usize = 64;

/// The questions of all bound rules.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) elements: Vec<Group>,
    pub(super) lines: Vec<Ask>,
    pub(super) claims: Vec<AskClaim>,
}

/// A question and the answer wanted.
#[derive(Clone, Copy, Debug)]
enum Bit {
    Element(usize, bool),
    Scalar(usize, bool),
}

/// Bits that have to be set and bits that have to be clear.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    all: Vec<u64>,
    none: Vec<u64>,
}

/// Conditions as masks: over a line's facts, a diagnosis's, the claim's, and another line's.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) line: Mask,
    pub(super) dx: Mask,
    pub(super) claim: Mask,
    pub(super) partner: Option<PartnerTest>,
    /// Element bits without which it cannot hold.
    pub(super) needs: Vec<usize>,
}

/// What another line has to be.
#[derive(Clone, Debug)]
pub(super) struct PartnerTest {
    pub(super) same: Vec<Shared>,
    pub(super) different: Vec<Shared>,
    pub(super) line: Mask,
}

impl Mask {
    /// Whether the facts satisfy it.
    pub(super) fn holds(&self, facts: &[u64]) -> bool {
        self.all.iter().zip(facts).all(|(bits, facts)| facts & bits == *bits)
            && self.none.iter().zip(facts).all(|(bits, facts)| facts & bits == 0)
    }

    /// Sets the bits, element bits first, the others from bit `width` words on.
    fn of(bits: &[Bit], width: usize) -> Self {
        let mut mask = Self::default();
        for &bit in bits {
            let (index, wanted) = match bit {
                Bit::Element(index, wanted) => (index, wanted),
                Bit::Scalar(index, wanted) => (width * WORD + index, wanted),
            };
            set(if wanted { &mut mask.all } else { &mut mask.none }, index);
        }
        mask
    }
}

/// Sets a bit, widening the vector as needed.
pub(super) fn set(words: &mut Vec<u64>, index: usize) {
    if words.len() <= index / WORD {
        words.resize(index / WORD + 1, 0);
    }
    words[index / WORD] |= 1 << (index % WORD);
}

/// The numbers of the bits that are set.
pub(super) fn ones(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words
        .iter()
        .enumerate()
        .flat_map(|(word, &bits)| (0..WORD).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * WORD + bit))
}

fn intern<T: PartialEq + Clone>(questions: &mut Vec<T>, question: &T) -> usize {
    questions.iter().position(|known| known == question).unwrap_or_else(|| {
        questions.push(question.clone());
        questions.len() - 1
    })
}

impl Questions {
    /// Notes every question of these conditions, so that the number of element words is known before any mask is made.
    pub(super) fn note(&mut self, when: &Conditions) {
        self.line_bits(&when.line);
        self.dx_bits(&when.dx);
        self.claim_bits(&when.claim);
        if let Some(partner) = &when.partner {
            self.line_bits(&partner.line);
        }
    }

    /// Number of words the element bits take.
    pub(super) fn width(&self) -> usize {
        self.elements.len().div_ceil(WORD)
    }

    /// Number of words of a line's facts.
    pub(super) fn line_width(&self) -> usize {
        self.width() + self.lines.len().div_ceil(WORD)
    }

    /// Number of words of a claim's facts.
    pub(super) fn claim_width(&self) -> usize {
        self.width() + self.claims.len().div_ceil(WORD)
    }

    /// The masks of conditions that were noted before.
    pub(super) fn test(&mut self, when: &Conditions) -> Test {
        let width = self.width();
        let mut needs = Vec::new();
        let line = self.line_bits(&when.line);
        self.line_needs(&when.line, &mut needs);
        let dx = self.dx_bits(&when.dx);
        needs.extend(when.dx.iter().map(|group| intern(&mut self.elements, group)));
        let claim = self.claim_bits(&when.claim);
        for test in when.claim.iter().filter(|test| test.wanted) {
            match &test.ask {
                AskClaim::FirstDx(group) | AskClaim::HasDx(group) => needs.push(intern(&mut self.elements, group)),
                AskClaim::HasLine(tests) => self.line_needs(tests, &mut needs),
                AskClaim::Kind(_) | AskClaim::Sex(_) | AskClaim::Column(_) => {}
            }
        }
        let partner = when.partner.as_ref().map(|Partner { same, different, line }| {
            self.line_needs(line, &mut needs);
            PartnerTest {
                same: same.clone(),
                different: different.clone(),
                line: Mask::of(&self.line_bits(line), width),
            }
        });
        needs.sort_unstable();
        needs.dedup();
        Test { line: Mask::of(&line, width), dx: Mask::of(&dx, width), claim: Mask::of(&claim, width), partner, needs }
    }

    /// The mask of tests about one line, for `has-line`.
    pub(super) fn line_mask(&mut self, tests: &[LineTest]) -> Mask {
        let width = self.width();
        Mask::of(&self.line_bits(tests), width)
    }

    fn line_bits(&mut self, tests: &[LineTest]) -> Vec<Bit> {
        tests
            .iter()
            .map(|test| match &test.ask {
                Ask::Modifier(group) | Ask::Procedure(group) => {
                    Bit::Element(intern(&mut self.elements, group), test.wanted)
                }
                ask => {
                    if let Some(group) = element(ask) {
                        intern(&mut self.elements, group);
                    }
                    Bit::Scalar(intern(&mut self.lines, ask), test.wanted)
                }
            })
            .collect()
    }

    fn line_needs(&mut self, tests: &[LineTest], needs: &mut Vec<usize>) {
        for group in tests.iter().filter(|test| test.wanted).filter_map(|test| element(&test.ask)) {
            needs.push(intern(&mut self.elements, group));
        }
    }

    fn dx_bits(&mut self, groups: &[Group]) -> Vec<Bit> {
        groups.iter().map(|group| Bit::Element(intern(&mut self.elements, group), true)).collect()
    }

    fn claim_bits(&mut self, tests: &[ClaimTest]) -> Vec<Bit> {
        tests
            .iter()
            .map(|test| {
                match &test.ask {
                    AskClaim::HasDx(group) => {
                        return Bit::Element(intern(&mut self.elements, group), test.wanted);
                    }
                    AskClaim::FirstDx(group) => {
                        intern(&mut self.elements, group);
                    }
                    AskClaim::HasLine(tests) => {
                        self.line_bits(tests);
                    }
                    AskClaim::Kind(_) | AskClaim::Sex(_) | AskClaim::Column(_) => {}
                }
                Bit::Scalar(intern(&mut self.claims, &test.ask), test.wanted)
            })
            .collect()
    }
}

/// The group of codes without one of which the question cannot be answered with yes.
pub(super) fn element(ask: &Ask) -> Option<&Group> {
    match ask {
        Ask::Modifier(group)
        | Ask::Procedure(group)
        | Ask::PointsTo(group)
        | Ask::LinkedTo(group)
        | Ask::FirstPointer(group)
        | Ask::FirstModifier(group)
        | Ask::Behind(group, _)
        | Ask::Several(group, _) => Some(group),
        _ => None,
    }
}

/// Element facts of every modifier: 36 x 36 rows.
#[derive(Debug)]
pub(super) struct ModifierFacts {
    width: usize,
    rows: Vec<u64>,
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl ModifierFacts {
    pub(super) fn new(elements: &[Group], width: usize) -> Self {
        let mut rows = vec![0; ALPHABET.len() * ALPHABET.len() * width];
        let groups: Vec<_> = elements.iter().enumerate().filter(|(_, group)| group.kind == Kind::Modifiers).collect();
        let pairs = ALPHABET.iter().flat_map(|&a| ALPHABET.iter().map(move |&b| Modifier([a, b])));
        for (pair, modifier) in pairs.enumerate() {
            for (bit, group) in &groups {
                if group.has_modifier(modifier) {
                    rows[pair * width + bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        Self { width, rows }
    }

    /// The facts of one modifier; none for two characters that are no modifier.
    pub(super) fn of(&self, modifier: Modifier) -> &[u64] {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(usize::from(byte - b'0')),
            b'A'..=b'Z' => Some(usize::from(byte - b'A') + 10),
            _ => None,
        };
        match (digit(modifier.0[0]), digit(modifier.0[1])) {
            (Some(a), Some(b)) => &self.rows[(a * ALPHABET.len() + b) * self.width..][..self.width],
            _ => &[],
        }
    }
}

/// Element facts of procedures: between two ends of ranges they are the same for every code.
#[derive(Debug)]
pub(super) struct ProcedureFacts {
    width: usize,
    starts: Vec<u32>,
    rows: Vec<u64>,
    groups: Vec<(usize, Group)>,
}

impl ProcedureFacts {
    pub(super) fn new(elements: &[Group], width: usize) -> Self {
        let groups: Vec<(usize, Group)> = elements
            .iter()
            .enumerate()
            .filter(|(_, group)| group.kind == Kind::Procedures)
            .map(|(bit, group)| (bit, group.clone()))
            .collect();
        let mut starts = vec![0];
        for member in groups.iter().flat_map(|(_, group)| group.within.iter().flatten().chain(&group.except)) {
            if let Member::Procedures(first, last) = member {
                starts.extend(number(*first));
                starts.extend(number(*last).map(|number| number + 1));
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let mut facts = Self { width, starts, rows: Vec::new(), groups };
        for index in 0..facts.starts.len() {
            let mut row = vec![0; width];
            facts.answer(numbered(facts.starts[index]), &mut row);
            facts.rows.extend(row);
        }
        facts
    }

    fn answer(&self, procedure: Procedure, row: &mut [u64]) {
        for (bit, group) in &self.groups {
            if group.has_procedure(procedure) {
                row[bit / WORD] |= 1 << (bit % WORD);
            }
        }
    }

    /// Adds the facts of a procedure to `row`; a line without one adds nothing.
    pub(super) fn add(&self, procedure: Procedure, row: &mut [u64]) {
        match number(procedure) {
            Some(number) => {
                let index = self.starts.partition_point(|&start| start <= number).saturating_sub(1);
                add(row, &self.rows[index * self.width..][..self.width]);
            }
            None if procedure.is_none() => {}
            None => self.answer(procedure, row),
        }
    }
}

/// Codes under one letter.
const BLOCK: u32 = 10_000;
/// Where the codes that begin with a letter begin.
const LEADING: u32 = 10 * BLOCK;
/// Where the codes that end with a letter begin.
const TRAILING: u32 = LEADING + 26 * BLOCK;

/// The place of a procedure among those of its shape (45378, G0105, 0001A) as one small number; `None` for others.
fn number(procedure: Procedure) -> Option<u32> {
    let [first, inner @ .., last] = *procedure.0.to_be_bytes().first_chunk::<5>()?;
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let middle = inner.into_iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))?;
    match (digit(first), digit(last)) {
        (Some(first), Some(last)) => Some(first * BLOCK + middle * 10 + last),
        (None, Some(last)) if first.is_ascii_uppercase() => {
            Some(LEADING + u32::from(first - b'A') * BLOCK + middle * 10 + last)
        }
        (Some(first), None) if last.is_ascii_uppercase() => {
            Some(TRAILING + u32::from(last - b'A') * BLOCK + first * 1000 + middle)
        }
        _ => None,
    }
}

/// The procedure behind a number made by [`number`].
fn numbered(number: u32) -> Procedure {
    let letter = |block: u32| char::from_u32(u32::from(b'A') + block % 26).unwrap_or('A');
    let text = match number {
        TRAILING.. => format!("{:04}{}", number % BLOCK, letter((number - TRAILING) / BLOCK)),
        LEADING.. => format!("{}{:04}", letter((number - LEADING) / BLOCK), number % BLOCK),
        digits => format!("{digits:05}"),
    };
    Procedure::parse(text.as_bytes())
}

/// Adds the facts of one code to a row.
pub(super) fn add(row: &mut [u64], facts: &[u64]) {
    row.iter_mut().zip(facts).for_each(|(row, facts)| *row |= facts);
}

/// Which categories of the classification any rule names; the codes of all others have no facts of their own.
#[derive(Debug)]
pub(super) struct Categories {
    named: Vec<u64>,
    /// The facts of a code no rule names: it is outside of every group that only leaves some out.
    pub(super) plain: Vec<u64>,
}

impl Categories {
    pub(super) fn new(elements: &[Group], width: usize) -> Self {
        let mut bits = Vec::new();
        let mut plain = vec![0; width];
        let diagnoses = || elements.iter().enumerate().filter(|(_, group)| group.kind == Kind::Diagnoses);
        diagnoses().filter(|(_, group)| group.within.is_none()).for_each(|(bit, _)| set(&mut plain, bit));
        for member in diagnoses().flat_map(|(_, group)| group.within.iter().flatten().chain(&group.except)) {
            match *member {
                Member::Below(code) => set(&mut bits, index(code)),
                // The order of the classification follows the alphabet in the first letter, if not beyond it.
                Member::Diagnoses { first, last, .. } => {
                    let (first, last) = (index(first) / LETTER, index(last) / LETTER);
                    (first * LETTER..(last + 1) * LETTER).for_each(|index| set(&mut bits, index));
                }
                _ => {}
            }
        }
        Self { named: bits, plain }
    }

    /// Whether some rule names the category of a code.
    pub(super) fn named(&self, code: Code) -> bool {
        let index = index(code);
        self.named.get(index / WORD).is_some_and(|bits| bits >> (index % WORD) & 1 == 1)
    }
}

/// Categories under one letter: 0 to 9 and A to Z in both places.
const LETTER: usize = 36 * 36;

fn index(code: Code) -> usize {
    let [letter, second, third, ..] = code.key().to_be_bytes();
    let digit =
        |byte: u8| usize::from(if byte <= b'9' { byte.wrapping_sub(b'0') } else { byte.wrapping_sub(b'A') + 10 });
    usize::from(letter.wrapping_sub(b'A')) * LETTER + digit(second) * 36 + digit(third)
}
