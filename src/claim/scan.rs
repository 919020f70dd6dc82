//! Delimiters and line breaks, 64 bytes at a time.
//!
//! Cells are a few bytes long, so a search from one delimiter to the next would spend its time beginning anew. Here
//! whole blocks are compared and the answers become numbers with a bit for each byte. Whether a byte stands between
//! quotes is an exclusive or of the bits before it.
//!
//! That is only right where quotes are regular: each one opens a cell, closes it, or stands doubled inside. The scan says
//! where that ends, and [`super::record`] reads on from there cell by cell.

use super::marks::Marks;
use fearless_simd::prelude::*;
use fearless_simd::u8x64;

/// Bytes looked at at a time.
pub(super) const BLOCK: usize = 64;

/// What has been seen so far, from the start of a record on.
#[derive(Clone, Copy)]
pub(super) struct Scan<S: Simd> {
    simd: S,
    delimiter: u8x64<S>,
    line_break: u8x64<S>,
    quote: u8x64<S>,
    /// All bits set where the next byte stands between quotes.
    inside: u64,
    /// 1 where a quote may open a cell at the next byte.
    may_open: u64,
    /// 1 where the byte before is a closing quote.
    closed: u64,
}

/// What stands in a block, a bit for each byte, the first in the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Delimiters that end a cell.
    pub(super) delimiters: u64,
    /// Line breaks that end a record.
    pub(super) breaks: u64,
    /// Quotes.
    pub(super) quotes: u64,
    /// Bytes at which quotes are no longer regular; what is found behind the first of them means nothing.
    pub(super) irregular: u64,
}

#[allow(clippy::inline_always, reason = "only what is inlined is compiled for the instructions this processor has")]
impl<S: Simd> Scan<S> {
    /// Begins at the start of a record.
    #[inline(always)]
    pub(super) fn new(simd: S, marks: Marks) -> Self {
        let of = |byte: u8| u8x64::splat(simd, byte);
        let (delimiter, line_break, quote) = (of(marks.delimiter), of(b'\n'), of(marks.quote));
        Self { simd, delimiter, line_break, quote, inside: 0, may_open: 1, closed: 0 }
    }

    /// Looks at the next block.
    #[inline(always)]
    pub(super) fn block(&mut self, block: &[u8; BLOCK]) -> Found {
        let bytes: u8x64<S> = (*block).simd_into(self.simd);
        let delimiters = bytes.simd_eq(self.delimiter).to_bitmask();
        let breaks = bytes.simd_eq(self.line_break).to_bitmask();
        let quotes = bytes.simd_eq(self.quote).to_bitmask();
        if quotes | self.inside | self.closed == 0 {
            self.may_open = (delimiters | breaks) >> 63;
            return Found { delimiters, breaks, quotes, irregular: 0 };
        }
        let inside = self.inside ^ parity(quotes);
        let (delimiters, breaks) = (delimiters & !inside, breaks & !inside);
        let (opening, closing) = (quotes & inside, quotes & !inside);
        // A doubled quote closes the cell and opens it again.
        let may_open = delimiters | breaks | closing;
        let behind_closing = closing << 1 | self.closed;
        let returns = bytes.simd_eq(u8x64::splat(self.simd, b'\r')).to_bitmask();
        let irregular =
            opening & !(may_open << 1 | self.may_open) | behind_closing & !(delimiters | breaks | returns | opening);
        self.inside = 0u64.wrapping_sub(inside >> 63);
        self.may_open = may_open >> 63;
        self.closed = closing >> 63;
        Found { delimiters, breaks, quotes, irregular }
    }
}

impl Found {
    /// What stands before the first irregular quote; the bit of that one stays.
    #[inline]
    pub(super) const fn before_irregular(self) -> Self {
        let before = (self.irregular & self.irregular.wrapping_neg()).wrapping_sub(1);
        Self {
            delimiters: self.delimiters & before,
            breaks: self.breaks & before,
            quotes: self.quotes & before,
            irregular: self.irregular,
        }
    }
}

/// For each bit whether the number of bits set up to it, itself included, is odd.
#[inline]
const fn parity(mut bits: u64) -> u64 {
    let mut shift = 1;
    while shift < 64 {
        bits ^= bits << shift;
        shift *= 2;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};

    const MARKS: Marks = Marks { delimiter: b',', quote: b'"' };

    fn found(text: &str) -> Found {
        let mut block = [b'.'; BLOCK];
        block[..text.len()].copy_from_slice(text.as_bytes());
        blocks([block])[0]
    }

    /// What stands in blocks that follow each other, the same on every level of instructions this processor has.
    fn blocks<const N: usize>(blocks: [[u8; BLOCK]; N]) -> [Found; N] {
        fn scanned<S: Simd, const N: usize>(simd: S, blocks: &[[u8; BLOCK]; N]) -> [Found; N] {
            let mut scan = Scan::new(simd, MARKS);
            blocks.each_ref().map(|block| scan.block(block))
        }
        let found = dispatch!(Level::new(), simd => scanned(simd, &blocks));
        assert_eq!(dispatch!(Level::baseline(), simd => scanned(simd, &blocks)), found);
        found
    }

    #[test]
    fn every_byte_is_told_from_every_other() {
        for other in (0..=255u8).filter(|other| ![b',', b'\n', b'"'].contains(other)) {
            let mut block = [other; BLOCK];
            (block[9], block[40], block[63]) = (b',', b',', b'\n');
            let [Found { delimiters, breaks, quotes, irregular }] = blocks([block]);
            assert_eq!((delimiters, breaks, quotes, irregular), (1 << 9 | 1 << 40, 1 << 63, 0, 0), "{other}");
        }
    }

    #[test]
    fn what_stands_between_quotes_cuts_nothing() {
        let Found { delimiters, breaks, quotes, irregular } = found("a,\"b,\n\"\"\",c\n");
        assert_eq!((delimiters, breaks, quotes), (1 << 1 | 1 << 9, 1 << 11, 1 << 2 | 0b111 << 6));
        assert_eq!(irregular, 0);
    }

    #[test]
    fn a_quote_that_neither_opens_nor_closes_a_cell_is_noticed() {
        for (text, at) in [("a\"b,c\n", 1), ("\"a\"b,c\n", 3), (" \"a\",\n", 1), ("\"a\" ,\n", 3)] {
            assert_eq!(found(text).irregular.trailing_zeros(), at, "{text:?}");
        }
        for text in ["\"a\",\"b\"\r\n", "\"\",\"\"\n", "\"\"\"\",a\n"] {
            assert_eq!(found(text).irregular, 0, "{text:?}");
        }
    }

    #[test]
    fn a_block_goes_on_where_the_one_before_ended() {
        let [mut first, mut second] = [[b'x'; BLOCK]; 2];
        first[0] = b'"';
        second[..3].copy_from_slice(b"\",\n");
        let [before, found] = blocks([first, second]);
        assert_eq!(before.irregular, 0);
        assert_eq!((found.delimiters, found.breaks, found.irregular), (2, 4, 0));
        first[BLOCK - 1] = b'"';
        let [before, found] = blocks([first, [b'x'; BLOCK]]);
        assert_eq!((before.irregular, found.irregular), (0, 1));
    }
}
