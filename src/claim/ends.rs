//! Where the cells of a record without quotes begin and end.
//!
//! Cells are a few bytes long, so a search from one delimiter to the next would spend its time beginning anew. Here the
//! bytes are compared eight at a time, whether or not a delimiter is among them, and the delimiters of 64 bytes become
//! one number with a bit for each.

/// The cells of one record after the other, in room that is used again.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// One behind the last byte of each cell, counted from 1 and so the first byte of the next; 0 stands in front.
    starts: Vec<usize>,
}

/// Bytes looked at for one number.
const BLOCK: usize = 64;

impl Ends {
    /// Cuts `record` at each `delimiter`.
    pub(super) fn cut(&mut self, record: &[u8], delimiter: u8) {
        self.starts.clear();
        self.starts.push(0);
        let (blocks, rest) = record.as_chunks::<BLOCK>();
        let mut base = 0;
        for block in blocks {
            self.note(base, equal(block, delimiter));
            base += BLOCK;
        }
        let mut last = [!delimiter; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        self.note(base, equal(&last, delimiter));
        self.starts.push(record.len() + 1);
    }

    fn note(&mut self, base: usize, mut bits: u64) {
        self.starts.extend((0..bits.count_ones()).map(|_| {
            let start = base + bits.trailing_zeros() as usize + 1;
            bits &= bits - 1;
            start
        }));
    }

    /// Number of cells.
    pub(super) const fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The cell of `record` with this index.
    pub(super) fn cell<'b>(&self, record: &'b [u8], index: usize) -> &'b [u8] {
        &record[self.starts[index]..self.starts[index + 1] - 1]
    }
}

/// A bit for each byte of the block that is `byte`, the first in the lowest bit.
fn equal(block: &[u8; BLOCK], byte: u8) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let pattern = u64::from_ne_bytes([byte; 8]);
    block.as_chunks::<8>().0.iter().rev().fold(0, |bits, &word| {
        let different = u64::from_le_bytes(word) ^ pattern;
        // The highest bit of each byte: set where no bit of the byte is different.
        let same = !(((different & LOW) + LOW) | different | LOW);
        // Gathers these eight bits in the highest byte.
        bits << 8 | (same >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_are_the_parts_between_delimiters(record in "[a,]{0,200}") {
            let mut ends = Ends::default();
            for delimiter in [b',', b'a', 0xFF] {
                ends.cut(record.as_bytes(), delimiter);
                let cells: Vec<&[u8]> = (0..ends.count()).map(|index| ends.cell(record.as_bytes(), index)).collect();
                let parts: Vec<&[u8]> = record.as_bytes().split(|&byte| byte == delimiter).collect();
                prop_assert_eq!(cells, parts);
            }
        }
    }

    #[test]
    fn every_byte_is_told_from_every_other() {
        for (byte, other) in (0..=255u8).flat_map(|byte| (0..=255u8).map(move |other| (byte, other))) {
            let mut block = [other; BLOCK];
            block[9] = byte;
            assert_eq!(equal(&block, byte), if byte == other { u64::MAX } else { 1 << 9 });
        }
    }
}
