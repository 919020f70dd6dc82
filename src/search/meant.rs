//! What is meant by words the official texts do not use: `uti`, `broken arm`. A short list, each line with its source
//! (`data/index/synonyms.tsv`); the words themselves are looked for too.

use super::words::words;
use serde::Serialize;

const SYNONYMS: &str = include_str!("../../data/index/synonyms.tsv");
/// Ways to read a question; one with more synonyms in it than that is not read any further.
const MOST: usize = 8;

/// Words of a question, and the words they were also read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Synonym {
    /// The words of the question.
    pub said: &'static str,
    /// The words of the official texts.
    pub meant: &'static str,
    /// Who says so: a table of this repository, made from an official file, or a web page.
    pub source: &'static str,
}

/// All synonyms.
pub(super) fn synonyms() -> impl Iterator<Item = Synonym> {
    SYNONYMS.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Synonym { said: cells.next()?, meant: cells.next()?, source: cells.next()? })
    })
}

/// The ways to read a question, the first as it stands, and the synonyms in them.
pub(super) fn readings(question: &str) -> (Vec<Vec<String>>, Vec<Synonym>) {
    let mut readings = vec![words(question).collect::<Vec<_>>()];
    let mut used = Vec::new();
    for synonym in synonyms() {
        let (said, meant) = (words(synonym.said).collect::<Vec<_>>(), words(synonym.meant).collect::<Vec<_>>());
        let others: Vec<_> = readings.iter().filter_map(|reading| replaced(reading, &said, &meant)).collect();
        if !others.is_empty() && readings.len() + others.len() <= MOST {
            readings.extend(others);
            used.push(synonym);
        }
    }
    (readings, used)
}

/// The words with those that were said replaced; `None` where they were not said.
fn replaced(reading: &[String], said: &[String], meant: &[String]) -> Option<Vec<String>> {
    let at = reading.windows(said.len().max(1)).position(|words| words == said)?;
    Some([&reading[..at], meant, &reading[at + said.len()..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_in_every_way() {
        let (all, used) = readings("Broken arm after a heart attack");
        let all: Vec<String> = all.iter().map(|words| words.join(" ")).collect();
        assert_eq!(
            all,
            [
                "broken arm after heart attack",
                "fracture arm after heart attack",
                "broken arm after myocardial infarction",
                "fracture arm after myocardial infarction"
            ]
        );
        assert_eq!(used.iter().map(|synonym| synonym.said).collect::<Vec<_>>(), ["broken", "heart attack"]);
        assert_eq!(readings("chest pain").0.len(), 1);
    }
}
