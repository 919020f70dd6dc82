//! Which texts have the words, the best first.
//!
//! A rare word says more than a common one. The more of the question a text has, and the less it has besides, the better
//! it is.

use super::index::Index;
use super::layout::{WEIGHT_STEPS, weight};
use super::meant::{Synonym, readings};
use super::near::{Candidate, candidates};
use std::collections::HashMap;

/// A text that has words of the question.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scored {
    /// Number of the mention.
    pub(super) mention: usize,
    /// How good it is: 1 if it says just what was asked.
    pub(super) score: f32,
    /// The words of its reading that it has, one bit each.
    had: u64,
    /// Number of the reading.
    reading: usize,
}

/// The texts, the best first.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub(super) mentions: Vec<Scored>,
    /// Words nothing has.
    pub(super) unknown: Vec<String>,
    /// Words that were also read as others.
    pub(super) synonyms: Vec<Synonym>,
    /// The words of each reading, in their order, without typing mistakes.
    pub(super) phrases: Vec<Vec<String>>,
    /// The words of each reading as they were written, each once.
    written: Vec<Vec<String>>,
}

impl Ranked {
    /// Words of the question that a text does not have, also not by another name.
    pub(super) fn missed(&self, scored: Scored) -> Vec<&str> {
        let (Some(asked), Some(reading)) = (self.written.first(), self.written.get(scored.reading)) else {
            return Vec::new();
        };
        let lacks = |word: &&String| {
            let place = reading.iter().position(|other| other == *word);
            place.is_some_and(|at| scored.had >> at & 1 == 0)
        };
        asked.iter().filter(lacks).map(String::as_str).collect()
    }
}

/// Most words of a question that are looked for.
const MOST_WORDS: usize = 64;

/// Texts that have less of the question than this, measured by the one that has most, are no answer.
const ENOUGH: f32 = 0.6;

/// Ranks all texts by the words of a question, in whichever way it is read.
pub(super) fn rank(index: Index, question: &str) -> Ranked {
    let (readings, synonyms) = readings(question);
    let mut ranked = Ranked { synonyms, ..Ranked::default() };
    let mut best: HashMap<usize, Scored> = HashMap::new();
    for (at, reading) in readings.iter().enumerate() {
        let asked = Asked::of(index, reading);
        for scored in asked.scored(index, at) {
            let best = best.entry(scored.mention).or_insert(scored);
            if scored.score > best.score {
                *best = scored;
            }
        }
        // A word is unknown that is so however the question is read.
        if at == 0 {
            ranked.unknown.clone_from(&asked.unknown);
        }
        ranked.unknown.retain(|word| asked.unknown.contains(word));
        ranked.phrases.push(asked.phrase);
        ranked.written.push(asked.written);
    }
    ranked.mentions = best.into_values().collect();
    ranked.mentions.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.mention.cmp(&b.mention)));
    ranked
}

/// The words of one reading, with those of the index they may be.
struct Asked {
    meant: Vec<Vec<Candidate>>,
    written: Vec<String>,
    phrase: Vec<String>,
    unknown: Vec<String>,
}

impl Asked {
    fn of(index: Index, reading: &[String]) -> Self {
        let mut asked = Self { meant: Vec::new(), written: Vec::new(), phrase: Vec::new(), unknown: Vec::new() };
        for (at, word) in reading.iter().enumerate() {
            let meant = candidates(index, word);
            asked.phrase.push(meant.first().map_or_else(|| word.clone(), |first| index.word(first.word).to_owned()));
            if reading[..at].contains(word) {
                continue;
            }
            if meant.is_empty() || asked.meant.len() == MOST_WORDS {
                asked.unknown.push(word.clone());
            }
            if asked.meant.len() < MOST_WORDS {
                asked.written.push(word.clone());
                asked.meant.push(meant);
            }
        }
        asked
    }

    fn scored(&self, index: Index, reading: usize) -> Vec<Scored> {
        // What a text has of the question, how much of that it cannot do without, and which words were counted in it.
        let mut had = vec![[0f32; 2]; index.mentions()];
        let mut counted = vec![0u64; index.mentions()];
        let mut wanted = 0f32;
        let weigh = |word| weight(index.count(word), index.mentions());
        for (number, candidates) in self.meant.iter().enumerate() {
            wanted += candidates.iter().map(|candidate| weigh(candidate.word)).reduce(f32::max).unwrap_or(0.0);
            for candidate in candidates {
                let weight = weigh(candidate.word) * candidate.surety;
                for (mention, needed) in index.postings(candidate.word) {
                    if let (Some(had), Some(words)) = (had.get_mut(mention), counted.get_mut(mention))
                        && *words >> number & 1 == 0
                    {
                        *words |= 1 << number;
                        had[0] += weight;
                        had[1] += if needed { weight } else { 0.0 };
                    }
                }
            }
        }
        let most = had.iter().map(|had| had[0]).fold(0f32, f32::max);
        let enough = had.iter().enumerate().filter(|&(_, &[had, _])| had > 0.0 && had >= most * ENOUGH);
        let scored = enough.filter_map(|(mention, &[had, needed])| {
            #[allow(clippy::cast_precision_loss, reason = "a weight has some thousand steps")]
            let all = index.mention(mention)?.weight as f32 / WEIGHT_STEPS;
            let of_text = if all > 0.0 { (needed / all).min(1.0) } else { 0.0 };
            let of_question = had / wanted;
            let score = of_question.powi(3) * (0.4 + 0.6 * of_text);
            Some(Scored { mention, score, had: counted[mention], reading })
        });
        scored.collect()
    }
}
