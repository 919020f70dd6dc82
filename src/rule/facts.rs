//! Facts are bits.
//!
//! Every question any bound rule asks is one bit, and rules that ask the same share it; so a second pack over the same
//! codes costs hardly anything. Questions about a single code (a modifier, a procedure, a diagnosis) are *element*
//! bits: their answers are looked up per code. All others are answered only on claims that some rule may speak about.

use super::group::Group;
use super::logic::{Ask, AskClaim, ClaimTest, Conditions, LineTest, Partner, Shared};

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
    /// Those of them the first-listed diagnosis has to have.
    pub(super) first: Vec<usize>,
    /// The kinds of claims it can hold on.
    pub(super) kinds: u8,
}

/// What another line has to be.
#[derive(Clone, Debug)]
pub(super) struct PartnerTest {
    pub(super) same: Vec<Shared>,
    pub(super) different: Vec<Shared>,
    pub(super) line: Mask,
}

/// Questions to be answered, as bit sets over [`Questions::lines`] and [`Questions::claims`].
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) lines: Vec<u64>,
    pub(super) claims: Vec<u64>,
}

impl Asked {
    /// No questions.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.claims.clear();
    }

    /// The questions of both.
    pub(super) fn add(&mut self, other: &Self) {
        for (to, from) in [(&mut self.lines, &other.lines), (&mut self.claims, &other.claims)] {
            to.resize(to.len().max(from.len()), 0);
            add(to, from);
        }
    }

    /// What a test asks; `has_line` is what lines have to satisfy for a question about claims that is one about some line.
    pub(super) fn by(&mut self, test: &Test, has_line: &[Option<Mask>], width: usize) {
        let partner = test.partner.iter().map(|partner| &partner.line);
        let claims: Vec<usize> = test.claim.scalars(width).collect();
        let of_some_line = claims.iter().filter_map(|&bit| has_line[bit].as_ref());
        for mask in [&test.line].into_iter().chain(partner).chain(of_some_line) {
            mask.scalars(width).for_each(|bit| set(&mut self.lines, bit));
        }
        for bit in claims {
            set(&mut self.claims, bit);
        }
    }
}

impl Mask {
    /// The questions it is about, counted behind the `width` words of element bits.
    fn scalars(&self, width: usize) -> impl Iterator<Item = usize> + '_ {
        [&self.all, &self.none].into_iter().flat_map(move |words| ones(words.get(width..).unwrap_or_default()))
    }

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
    words.iter().enumerate().flat_map(|(word, &bits)| {
        let without_lowest = |&bits: &u64| Some(bits & (bits - 1)).filter(|&bits| bits != 0);
        std::iter::successors(Some(bits).filter(|&bits| bits != 0), without_lowest)
            .map(move |bits| word * WORD + bits.trailing_zeros() as usize)
    })
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
        let (mut first, mut kinds) = (Vec::new(), u8::MAX);
        for test in when.claim.iter().filter(|test| test.wanted) {
            match &test.ask {
                AskClaim::FirstDx(group) => {
                    first.push(intern(&mut self.elements, group));
                    needs.push(intern(&mut self.elements, group));
                }
                AskClaim::HasDx(group) => needs.push(intern(&mut self.elements, group)),
                AskClaim::HasLine(tests) => self.line_needs(tests, &mut needs),
                AskClaim::Kind(of) => kinds &= of,
                AskClaim::Sex(_) | AskClaim::Column(_) => {}
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
        let (line, dx, claim) = (Mask::of(&line, width), Mask::of(&dx, width), Mask::of(&claim, width));
        Test { line, dx, claim, partner, needs, first, kinds }
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

/// Adds the facts of one code to a row.
pub(super) fn add(row: &mut [u64], facts: &[u64]) {
    row.iter_mut().zip(facts).for_each(|(row, facts)| *row |= facts);
}

/// Whether a bit is set.
pub(super) fn has(facts: &[u64], bit: usize) -> bool {
    facts.get(bit / WORD).is_some_and(|word| word >> (bit % WORD) & 1 == 1)
}
