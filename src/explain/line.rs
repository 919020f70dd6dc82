//! The smallest pieces of a sheet: a code with its title, and a chapter or block with its title.

use crate::icd::{Block, Chapter, Node};
use serde::Serialize;

/// A code on one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CodeLine {
    /// The code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Whether a claim may carry it.
    pub billable: bool,
}

/// A chapter or block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// Its number or id: `21`, `Z40-Z53`.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl From<Node<'_>> for CodeLine {
    fn from(node: Node<'_>) -> Self {
        Self { code: node.code().to_string(), title: node.title().to_owned(), billable: node.is_billable() }
    }
}

impl From<Block<'_>> for Named {
    fn from(block: Block<'_>) -> Self {
        Self { id: block.id.to_owned(), title: block.title.to_owned() }
    }
}

impl From<Chapter<'_>> for Named {
    fn from(chapter: Chapter<'_>) -> Self {
        Self { id: chapter.id.to_owned(), title: chapter.title.to_owned() }
    }
}
