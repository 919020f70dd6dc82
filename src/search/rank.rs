//! Which texts have the words, the best first.
//!
//! A rare word says more than a common one. The more of the question a text has, and the less it has besides, the better
//! it is.

use super::index::Index;
use super::layout::{WEIGHT_STEPS, weight};
use super::near::candidates;
use super::words::words;

/// A text that has words of the question.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scored {
    /// Number of the mention.
    pub(super) mention: usize,
    /// How good it is: 1 if it says just what was asked.
    pub(super) score: f32,
}

/// The texts, the best first.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub(super) mentions: Vec<Scored>,
    /// Words nothing has.
    pub(super) unknown: Vec<String>,
}

/// Texts that have less of the question than this, measured by the one that has most, are no answer.
const ENOUGH: f32 = 0.6;

/// Ranks all texts by the words of a question.
pub(super) fn rank(index: Index, question: &str) -> Ranked {
    let mut ranked = Ranked::default();
    let mut asked: Vec<String> = words(question).collect();
    asked.sort_unstable();
    asked.dedup();
    // What a text has of the question, and the last word that was counted in it.
    let mut had = vec![0f32; index.mentions()];
    let mut counted = vec![0u16; index.mentions()];
    let mut wanted = 0f32;
    for (number, word) in (1u16..).zip(&asked) {
        let candidates = candidates(index, word);
        let weigh = |word| weight(index.count(word), index.mentions());
        match candidates.iter().map(|candidate| weigh(candidate.word)).reduce(f32::max) {
            Some(weight) => wanted += weight,
            None => ranked.unknown.push(word.clone()),
        }
        for candidate in candidates {
            let weight = weigh(candidate.word) * candidate.surety;
            for mention in index.postings(candidate.word) {
                if let (Some(had), Some(last)) = (had.get_mut(mention), counted.get_mut(mention))
                    && *last != number
                {
                    *last = number;
                    *had += weight;
                }
            }
        }
    }
    let most = had.iter().copied().fold(0f32, f32::max);
    let enough = had.iter().enumerate().filter(|&(_, &had)| had > 0.0 && had >= most * ENOUGH);
    let scored = enough.filter_map(|(mention, &had)| {
        #[allow(clippy::cast_precision_loss, reason = "a weight has some thousand steps")]
        let all = index.mention(mention)?.weight as f32 / WEIGHT_STEPS;
        let (of_question, of_text) = (had / wanted, (had / all.max(had)).min(1.0));
        Some(Scored { mention, score: of_question * of_question * (0.4 + 0.6 * of_text) })
    });
    ranked.mentions = scored.collect();
    ranked.mentions.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.mention.cmp(&b.mention)));
    ranked
}
