//! Diagnosis pointers: which of the claim's diagnoses a service line names.
//!
//! The CMS-1500 form asks in item 24E for up to four letters A to L without commas (NUCC instructions, form 02/12);
//! its predecessor for up to four digits 1 to 4, also run together (NUCC instructions, form 08/05); the 837P for up to
//! four numbers 1 to 12 in components of their own (SV107). Exports write all of these, with any separator.

/// Most pointers kept of one cell: as many as a claim can list diagnoses (CMS-1500 item 21, A to L).
const MAX_POINTERS: usize = 12;

/// Longest cell in which dashes of word processors are looked for.
const LONGEST_WITH_DASHES: usize = 64;

/// The diagnoses a line points to, numbered from 1, in the order written.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Pointers {
    written: usize,
    items: [u8; MAX_POINTERS],
    /// The same as a bit set.
    numbers: u64,
}

impl Pointers {
    /// The numbers in order, the first twelve. A number may be greater than the claim has diagnoses, and one may come
    /// twice.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.items[..self.written.min(MAX_POINTERS)]
    }

    /// The same numbers, a bit for each; the last one for all that no claim can list.
    #[must_use]
    pub const fn numbers(&self) -> u64 {
        self.numbers
    }

    /// How many pointers the cell holds, also beyond the twelve that are kept.
    #[must_use]
    pub const fn written(&self) -> usize {
        self.written
    }

    fn push(&mut self, number: u8) {
        if let Some(item) = self.items.get_mut(self.written) {
            *item = number;
            self.numbers |= 1 << number.min(63);
        }
        self.written += 1;
    }
}

impl std::fmt::Debug for Pointers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_slice().fmt(f)
    }
}

/// What a pointer cell holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointersCell {
    /// Nothing, or zeros, which fill unused pointer columns.
    Blank,
    /// These diagnoses.
    To(Pointers),
    /// Something else: diagnosis codes or words.
    NotPointers,
}

/// Reads a cell that holds all pointers of a line: `1`, `1:2`, `1,2`, `A,B`, `AB`, `1|2`, `1 2`, `1-3`, `A-C`, `01`, `12`.
///
/// Digits without a separator are single digits where these are one to four different ones of 1 to 9 (`12` is 1 and 2,
/// as the 08/05 form has them); else pairs from 01 to 12 (`10`, `11`, `0102`, `1011`). Beside a separator a number is a
/// number (`1,12`). A single dash between two pointers is a range; several dashes separate (`1-2-3`). Five and more digits
/// that are no pairs are single digits too, where they differ: `12345` is five pointers.
#[must_use]
#[inline]
pub fn pointers(text: &[u8]) -> PointersCell {
    letters(text).map_or_else(|| others(text), PointersCell::To)
}

/// A cell that is not letters alone.
fn others(text: &[u8]) -> PointersCell {
    let mut plain = [0; LONGEST_WITH_DASHES];
    let text = integer(with_plain_dashes(text.trim_ascii(), &mut plain));
    if text.iter().all(|&b| b == b'0' || is_separator(b)) {
        return PointersCell::Blank;
    }
    let dashes = memchr::memchr_iter(b'-', text).count();
    let read = if text.iter().any(|&b| is_separator(b)) || dashes > 1 {
        separated(text, dashes > 1)
    } else if dashes == 1 {
        let mut out = Pointers::default();
        range(text, &mut out).map(|()| out)
    } else if text.iter().all(u8::is_ascii_digit) {
        digits(text)
    } else {
        None
    };
    read.map_or(PointersCell::NotPointers, PointersCell::To)
}

/// Reads a cell that holds one pointer, where each has a column of its own: a number from 1 or a letter from A to L.
#[must_use]
pub fn pointer(text: &[u8]) -> PointersCell {
    let text = integer(text.trim_ascii());
    if text.iter().all(|&b| b == b'0') {
        return PointersCell::Blank;
    }
    let mut out = Pointers::default();
    match single(text) {
        Some(number) => {
            out.push(number);
            PointersCell::To(out)
        }
        None => PointersCell::NotPointers,
    }
}

/// The text with the dashes of word processors as hyphens, where it has any and is short: `A–C`, `1—2`.
fn with_plain_dashes<'t>(text: &'t [u8], plain: &'t mut [u8; LONGEST_WITH_DASHES]) -> &'t [u8] {
    const DASHES: [&[u8]; 2] = ["–".as_bytes(), "—".as_bytes()];
    if text.is_ascii() || text.len() > LONGEST_WITH_DASHES {
        return text;
    }
    let (mut rest, mut len) = (text, 0);
    while let Some((&first, behind)) = rest.split_first() {
        let dash = DASHES.iter().find_map(|dash| rest.strip_prefix(*dash));
        (plain[len], rest) = dash.map_or((first, behind), |behind| (b'-', behind));
        len += 1;
    }
    &plain[..len]
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b':' | b';' | b'|' | b'/' | b'^' | b'&' | b'+' | b' ' | b'\t')
}

/// `1.0`, as programs write a number that was once read as a float, is `1`.
fn integer(text: &[u8]) -> &[u8] {
    match text {
        [digits @ .., b'.', b'0'] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => digits,
        _ => text,
    }
}

/// One number of at most two digits, or one letter from A to L.
fn single(text: &[u8]) -> Option<u8> {
    let number = match *text {
        [b @ b'0'..=b'9'] => b - b'0',
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => (a - b'0') * 10 + (b - b'0'),
        [b @ (b'A'..=b'L' | b'a'..=b'l')] => b.to_ascii_uppercase() - b'A' + 1,
        _ => return None,
    };
    (number > 0).then_some(number)
}

fn separated(text: &[u8], dash_separates: bool) -> Option<Pointers> {
    let mut out = Pointers::default();
    for part in text.split(|&b| is_separator(b) || (dash_separates && b == b'-')) {
        match part {
            [] => {}
            zeros if zeros.iter().all(|&b| b == b'0') => {}
            part => match single(integer(part)) {
                Some(number) => out.push(number),
                None if part.contains(&b'-') => range(part, &mut out)?,
                None => {
                    let several = letters(part)?;
                    several.as_slice().iter().for_each(|&n| out.push(n));
                    out.written += several.written - several.as_slice().len();
                }
            },
        }
    }
    (out.written > 0).then_some(out)
}

fn range(text: &[u8], out: &mut Pointers) -> Option<()> {
    let dash = text.iter().position(|&b| b == b'-')?;
    let (from, to) = (single(text[..dash].trim_ascii())?, single(text[dash + 1..].trim_ascii())?);
    (from < to).then(|| (from..=to).for_each(|number| out.push(number)))
}

fn digits(text: &[u8]) -> Option<Pointers> {
    let singles = all(text.iter().map(|&b| single(&[b])));
    let few = singles.filter(|singles| singles.written <= 4);
    let (chunks, rest) = text.as_chunks::<2>();
    let listable = |pair: &[u8; 2]| single(pair).filter(|&number| usize::from(number) <= MAX_POINTERS);
    let pairs = || if rest.is_empty() { all(chunks.iter().map(listable)) } else { None };
    few.or_else(pairs).or(singles)
}

/// Different pointers, every one of which can be read.
fn all(numbers: impl Iterator<Item = Option<u8>>) -> Option<Pointers> {
    let mut out = Pointers::default();
    for number in numbers {
        let number = number?;
        if out.as_slice().contains(&number) {
            return None;
        }
        out.push(number);
    }
    (out.written > 0).then_some(out)
}

#[inline]
fn letters(text: &[u8]) -> Option<Pointers> {
    let mut out = Pointers::default();
    for letter in text {
        let number = letter.to_ascii_uppercase().wrapping_sub(b'A');
        out.push(if number < 12 { number + 1 } else { return None });
    }
    (out.written > 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_as_exports_write_them() {
        for (text, numbers) in [
            ("1", &[1][..]),
            ("01", &[1]),
            ("1.0", &[1]),
            ("12", &[1, 2]),
            ("1234", &[1, 2, 3, 4]),
            ("21", &[2, 1]),
            ("10", &[10]),
            ("11", &[11]),
            ("0102", &[1, 2]),
            ("1011", &[10, 11]),
            ("1112", &[11, 12]),
            ("1:2", &[1, 2]),
            ("1,2", &[1, 2]),
            ("1, 2", &[1, 2]),
            ("1|2", &[1, 2]),
            ("1 2", &[1, 2]),
            ("1,12", &[1, 12]),
            ("1:15", &[1, 15]),
            ("01,02", &[1, 2]),
            ("1:::", &[1]),
            ("1,0,0,0", &[1]),
            ("A", &[1]),
            ("AB", &[1, 2]),
            ("ab", &[1, 2]),
            ("A,B", &[1, 2]),
            ("A:C:L", &[1, 3, 12]),
            ("DCBA", &[4, 3, 2, 1]),
            ("ABCDE", &[1, 2, 3, 4, 5]),
            ("1-3", &[1, 2, 3]),
            ("A-C", &[1, 2, 3]),
            ("A–C", &[1, 2, 3]),
            ("1—2", &[1, 2]),
            ("1-2,4", &[1, 2, 4]),
            ("1-2-4", &[1, 2, 4]),
            ("12345", &[1, 2, 3, 4, 5]),
            ("123456", &[1, 2, 3, 4, 5, 6]),
            ("010203040506", &[1, 2, 3, 4, 5, 6]),
        ] {
            let PointersCell::To(read) = pointers(text.as_bytes()) else {
                panic!("{text}: {:?}", pointers(text.as_bytes()))
            };
            assert_eq!(read.as_slice(), numbers, "{text}");
        }
        for text in ["", " ", "0", "00", "0:0"] {
            assert_eq!(pointers(text.as_bytes()), PointersCell::Blank, "{text}");
        }
        for text in ["E11.9", "M", "AM", "primary", "3-1", "99999", "100", "-1", "1,x"] {
            assert_eq!(pointers(text.as_bytes()), PointersCell::NotPointers, "{text}");
        }
    }

    #[test]
    fn more_than_twelve_are_counted() {
        for (text, written) in
            [("1,2,3,4,5,6,7,8,9,10,11,12,13", 13), ("1-15", 15), ("ABCDEFGHIJKLA", 13), ("A,ABCDEFGHIJKLA", 14)]
        {
            let PointersCell::To(read) = pointers(text.as_bytes()) else {
                panic!("{text}: {:?}", pointers(text.as_bytes()))
            };
            assert_eq!((read.written(), read.as_slice().len()), (written, MAX_POINTERS), "{text}");
        }
    }

    #[test]
    fn a_column_for_one_pointer_holds_one() {
        let one = |text: &str| match pointer(text.as_bytes()) {
            PointersCell::To(read) => read.as_slice().first().copied(),
            _ => None,
        };
        for (text, number) in
            [("12", Some(12)), ("1", Some(1)), ("1.0", Some(1)), ("C", Some(3)), ("0", None), ("AB", None)]
        {
            assert_eq!(one(text), number, "{text}");
        }
        assert_eq!(pointer(b"0"), PointersCell::Blank);
    }
}
