//! The sheet of a block, a group of blocks or a chapter of the Tabular List.

use super::Source;
use super::line::{CodeLine, Named};
use super::notes::NoteLine;
use crate::code::Code;
use crate::date::Date;
use crate::icd::{Bearer, CodeSet, Node};
use serde::Serialize;

/// What is known of a block or chapter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct BlockSheet {
    /// `Z40-Z53`, or `chapter 21`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day.
    pub on: Date,
    /// The chapter of a block.
    pub chapter: Option<Named>,
    /// The blocks of a chapter or of a group of blocks.
    pub blocks: Vec<Named>,
    /// The categories of a block.
    pub categories: Vec<CodeLine>,
    /// Number of billable codes in it.
    pub billable: usize,
    /// The notes it carries, and those of the chapter of a block.
    pub notes: Vec<NoteLine>,
}

impl BlockSheet {
    /// The sheet of the block that holds a category.
    pub(super) fn block(source: Source<'_>, category: Code) -> Self {
        let here = source.book.on(source.on).and_then(|set| set.get(category)).and_then(Node::block);
        let set = source.book.on(source.on);
        let Some((set, block)) = set.zip(here) else { return Self::blank(category.to_string(), source.on) };
        let mut sheet = Self::blank(block.id.to_owned(), source.on);
        block.title.clone_into(&mut sheet.title);
        sheet.chapter = Some(Named::from(block.chapter));
        for node in categories(set).filter(|node| block.ranks.contains(node.entry().rank())) {
            if node.block().is_some_and(|other| other.id == block.id) {
                sheet.billable += node.billable_below().len();
                sheet.categories.push(CodeLine::from(node));
            }
        }
        sheet.notes = carried(set, category, Bearer::Block(block.id));
        sheet
    }

    /// The sheet of the chapter that holds a category.
    pub(super) fn chapter(source: Source<'_>, category: Code) -> Self {
        let set = source.book.on(source.on);
        let here = set.and_then(|set| set.get(category)).and_then(Node::chapter);
        let Some((set, chapter)) = set.zip(here) else { return Self::blank(category.to_string(), source.on) };
        let mut sheet = Self::blank(format!("chapter {}", chapter.id), source.on);
        chapter.title.clone_into(&mut sheet.title);
        for node in categories(set) {
            let Some(block) = node.block().filter(|block| block.chapter.id == chapter.id) else { continue };
            sheet.billable += node.billable_below().len();
            if sheet.blocks.last().is_none_or(|last| last.id != block.id) {
                sheet.blocks.push(Named::from(block));
            }
        }
        sheet.notes = carried(set, category, Bearer::Chapter(chapter.id));
        sheet
    }

    /// The sheet of a group of blocks, such as V00-V99, by its first and last category.
    pub(super) fn group(source: Source<'_>, first: Code, last: Code) -> Self {
        let id = format!("{first}-{last}");
        let set = source.book.on(source.on);
        let groups = set.and_then(|set| set.get(first)).map(Node::groups).unwrap_or_default();
        let mut sheet = Self::blank(id.clone(), source.on);
        let Some((set, group)) = set.zip(groups.into_iter().find(|group| group.id == id)) else { return sheet };
        group.title.clone_into(&mut sheet.title);
        sheet.chapter = Some(Named::from(group.chapter));
        for node in categories(set).filter(|node| group.ranks.contains(node.entry().rank())) {
            sheet.billable += node.billable_below().len();
            if let Some(block) = node.block().filter(|block| sheet.blocks.last().is_none_or(|last| last.id != block.id))
            {
                sheet.blocks.push(Named::from(block));
            }
        }
        sheet.notes = carried(set, first, Bearer::Block(group.id));
        sheet
    }

    const fn blank(id: String, on: Date) -> Self {
        Self {
            id,
            title: String::new(),
            on,
            chapter: None,
            blocks: Vec::new(),
            categories: Vec::new(),
            billable: 0,
            notes: Vec::new(),
        }
    }
}

/// The categories of a release, in the official order.
fn categories(set: CodeSet<'_>) -> impl Iterator<Item = Node<'_>> {
    set.codes().filter(|node| node.code().len() == Code::CATEGORY_LEN)
}

/// The notes that bear on a category from this node upwards.
fn carried(set: CodeSet<'_>, category: Code, here: Bearer<'_>) -> Vec<NoteLine> {
    let notes = set.notes(category);
    let above = notes.iter().filter(|note| !matches!(note.on, Bearer::Code(_)));
    let upwards = above.filter(|note| note.on == here || matches!(note.on, Bearer::Chapter(_)));
    upwards.map(|note| NoteLine::of(note, here)).collect()
}
