//! Blocks and chapters by what people call them: `Z40-Z53`, `A00-B99`, `chapter 21`, `21`.

use super::Source;
use super::word::Meaning;
use crate::code::Code;
use crate::date::Date;
use crate::icd::{Block, CodeSet, Node};

/// The block or chapter a word names, on the day.
pub(super) fn range(source: Source<'_>, word: &str) -> Option<Meaning> {
    let set = source.book.on(source.on)?;
    if word.contains('-') {
        return block(set, word).or_else(|| group(set, word)).or_else(|| whole_chapter(set, word));
    }
    let named = word.get(..7).filter(|start| start.eq_ignore_ascii_case("chapter")).map(|_| word[7..].trim());
    let number = named.or_else(|| word.bytes().all(|byte| byte.is_ascii_digit()).then_some(word))?;
    let (first, _) = blocks(set).find(|(_, block)| block.chapter.id == number)?;
    Some(Meaning::Chapter(first))
}

fn block(set: CodeSet<'_>, word: &str) -> Option<Meaning> {
    let (first, _) = blocks(set).find(|(_, block)| block.id.eq_ignore_ascii_case(word))?;
    Some(Meaning::Block(first))
}

/// `V00-V99`: several blocks that the Tabular List puts together.
fn group(set: CodeSet<'_>, word: &str) -> Option<Meaning> {
    let (first, last) = codes(word)?;
    let id = format!("{first}-{last}");
    let groups = set.get(first)?.groups();
    groups.iter().any(|group| group.id == id).then_some(Meaning::Group(first, last))
}

/// The codes a range begins and ends with.
fn codes(word: &str) -> Option<(Code, Code)> {
    let (first, last) = word.split_once('-')?;
    Some((Code::parse(first.trim().as_bytes())?, Code::parse(last.trim().as_bytes())?))
}

/// `A00-B99`: from the beginning of a chapter's first block to the end of its last.
fn whole_chapter(set: CodeSet<'_>, word: &str) -> Option<Meaning> {
    let (begin, end) = word.split_once('-')?;
    let starts = |block: &Block<'_>| block.id.split('-').next().is_some_and(|id| id.eq_ignore_ascii_case(begin));
    let ends = |block: &Block<'_>| block.id.split('-').next_back().is_some_and(|id| id.eq_ignore_ascii_case(end));
    let (_, last) = blocks(set).find(|(_, block)| ends(block))?;
    let mut of_chapter = blocks(set).filter(|(_, block)| block.chapter.id == last.chapter.id);
    let (first, _) = of_chapter.next().filter(|(_, block)| starts(block))?;
    let is_last = of_chapter.next_back().is_none_or(|(_, block)| block.id == last.id);
    is_last.then_some(Meaning::Chapter(first))
}

/// What is said of a range that is neither: the block its beginning stands in.
pub(super) fn instead(source: Source<'_>, word: &str) -> Option<(String, String)> {
    let set = source.book.on(source.on)?;
    let (first, last) = codes(word)?;
    if let Some((from, until)) = held(source, word) {
        let days = if source.on < from { format!("begins on {from}") } else { format!("ended on {until}") };
        let day = if source.on < from { from } else { until };
        let help = format!("it {days}: claimlint explain {first}-{last} --on {day}");
        return Some((format!("{first}-{last} is no block or chapter of ICD-10-CM on {}", source.on), help));
    }
    let node = set.get(first).or_else(|| set.get(first.category()))?;
    let (block, chapter) = node.block().zip(node.chapter())?;
    let help =
        format!("{first} stands in block {} {} of chapter {} {}", block.id, block.title, chapter.id, chapter.title);
    Some((format!("{first}-{last} is no block or chapter of ICD-10-CM"), help))
}

/// The days of the releases that have a block or chapter, from the first to the last of them.
fn held(source: Source<'_>, word: &str) -> Option<(Date, Date)> {
    let has = |on: Date| range(Source { on, ..source }, word).is_some();
    let releases = source.book.releases();
    let first = releases.iter().find(|release| has(release.from))?;
    let last = releases.iter().rfind(|release| has(release.from))?;
    Some((first.from, last.until))
}

/// The blocks in the official order, each with its first category.
fn blocks(set: CodeSet<'_>) -> impl DoubleEndedIterator<Item = (Code, Block<'_>)> {
    let categories = set.codes().filter(|node| node.code().len() == Code::CATEGORY_LEN);
    let mut all: Vec<(Code, Block<'_>)> = Vec::new();
    for node in categories.collect::<Vec<Node<'_>>>() {
        if let Some(block) = node.block().filter(|block| all.last().is_none_or(|(_, last)| last.id != block.id)) {
            all.push((node.code(), block));
        }
    }
    all.into_iter()
}
