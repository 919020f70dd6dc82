//! The sheet of an ICD-10-CM code.

use super::Source;
use super::history::{Change, ReplacedBy, changes, replaced, unconverted};
use super::line::{CodeLine, Named};
use super::medicare::{Admission, Flag, admission, flags, flags_until};
use super::notes::{NoteLine, Sevenths, notes, sevenths};
use super::rules::{RuleLine, about};
use crate::code::Code;
use crate::date::Date;
use crate::icd::{CodeBook, CodeSet, Entry, Node, ReleaseIndex};
use crate::rule::Topic;
use serde::Serialize;

/// What a code is on the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A claim may carry it.
    Billable,
    /// It has codes below it, one of which must be used.
    Header,
    /// It is complete but for its 7th character.
    #[serde(rename = "lacks-7th-character")]
    LacksSeventh,
    /// The release in force does not have it.
    NotInRelease,
}

/// What is known of an ICD-10-CM code on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CodeSheet {
    /// The code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The day.
    pub on: Date,
    /// The release in force on it.
    pub release: String,
    /// What the code is on the day.
    pub status: Status,
    /// The release the rest is taken from: the one in force, or where it does not have the code, the nearest that has.
    pub seen_in: String,
    /// The Tabular List the notes are taken from.
    pub tabular: Option<String>,
    /// Whether that list is older than the code: what it says is said of the headers above.
    pub younger_than_tabular: bool,
    /// Every change since the first release held.
    pub history: Vec<Change>,
    /// What replaced it or made it more precise (NCHS conversion tables).
    pub successors: Vec<ReplacedBy>,
    /// The day from which it is gone where no conversion table is held that could name what replaced it.
    pub successors_unknown: Option<Date>,
    /// What was used before it.
    pub predecessors: Vec<ReplacedBy>,
    /// Its chapter.
    pub chapter: Option<Named>,
    /// Its block.
    pub block: Option<Named>,
    /// The headers above it, the category first.
    pub above: Vec<CodeLine>,
    /// The codes directly below it.
    pub children: Vec<CodeLine>,
    /// Number of billable codes below it; 0 for a billable code.
    pub billable_below: usize,
    /// The code before it in the official order.
    pub previous: Option<CodeLine>,
    /// The code after it.
    pub next: Option<CodeLine>,
    /// The 7th characters it takes.
    pub seventh_characters: Option<Sevenths>,
    /// The notes that bear on it.
    pub notes: Vec<NoteLine>,
    /// What the Medicare Code Editor says of it on the day.
    pub medicare: Vec<Flag>,
    /// The last day the table of the Editor speaks of, where the day is later: its flags may be others by then.
    pub medicare_until: Option<Date>,
    /// Present on admission; none where the code is not billable or newer than the lists.
    pub present_on_admission: Option<Admission>,
    /// The rules that speak about it on the day.
    pub rules: Vec<RuleLine>,
}

impl CodeSheet {
    /// The sheet of a code that some release has.
    pub(super) fn of(source: Source<'_>, code: Code) -> Self {
        let Source { book, on, .. } = source;
        let mut sheet = Self::blank(source, code);
        let (Some(entry), Some(release)) = (book.find(code), book.release_on(on)) else { return sheet };
        let seen = seen_in(book, entry, release);
        let set = book.set(seen);
        sheet.release.clone_from(&book.release(release).name);
        sheet.seen_in.clone_from(&book.release(seen).name);
        sheet.tabular = set.tabular().map(|tabular| tabular.name.clone());
        sheet.younger_than_tabular = book.tabular_for(seen).is_some_and(|tabular| entry.present() & tabular.bit() == 0);
        sheet.history = changes(entry);
        sheet.successors = replaced(book, entry.successors());
        sheet.successors_unknown = unconverted(book, entry);
        sheet.predecessors = replaced(book, entry.predecessors());
        if let Some(node) = set.get(code) {
            sheet.status = status(node, seen == release);
            sheet.place(node);
        }
        sheet.read(set, code);
        sheet.medicare = flags(entry, on);
        sheet.medicare_until = flags_until(on);
        sheet.present_on_admission = admission(entry, on);
        sheet.rules = about(source, Topic::Diagnosis(code, entry.traits_on(on)));
        sheet
    }

    fn blank(source: Source<'_>, code: Code) -> Self {
        Self {
            code: code.to_string(),
            title: String::new(),
            on: source.on,
            release: String::new(),
            status: Status::NotInRelease,
            seen_in: String::new(),
            tabular: None,
            younger_than_tabular: false,
            history: Vec::new(),
            successors: Vec::new(),
            successors_unknown: None,
            predecessors: Vec::new(),
            chapter: None,
            block: None,
            above: Vec::new(),
            children: Vec::new(),
            billable_below: 0,
            previous: None,
            next: None,
            seventh_characters: None,
            notes: Vec::new(),
            medicare: Vec::new(),
            medicare_until: None,
            present_on_admission: None,
            rules: Vec::new(),
        }
    }

    /// Its place in the classification.
    fn place(&mut self, node: Node<'_>) {
        node.title().clone_into(&mut self.title);
        self.chapter = node.chapter().map(Named::from);
        self.block = node.block().map(Named::from);
        self.above = node.ancestors().map(CodeLine::from).collect();
        self.above.reverse();
        self.children = node.children().into_iter().map(CodeLine::from).collect();
        self.billable_below = if node.is_billable() { 0 } else { node.billable_below().len() };
        self.previous = node.previous().map(CodeLine::from);
        self.next = node.next().map(CodeLine::from);
    }

    /// What the Tabular List says.
    fn read(&mut self, set: CodeSet<'_>, code: Code) {
        self.notes = notes(set, code);
        self.seventh_characters = sevenths(set, code);
    }
}

/// The release in force if it has the code; else the last before it that has, else the first after it.
fn seen_in(book: &CodeBook, entry: Entry<'_>, release: ReleaseIndex) -> ReleaseIndex {
    let has = |index: &ReleaseIndex| entry.present() & index.bit() != 0;
    let before = book.indices().rev().filter(|&index| index <= release).find(has);
    before.or_else(|| book.indices().find(has)).unwrap_or(release)
}

fn status(node: Node<'_>, in_force: bool) -> Status {
    match (in_force, node.is_billable()) {
        (false, _) => Status::NotInRelease,
        (true, true) => Status::Billable,
        (true, false) if node.awaits_seventh() && node.set().seventh(node.code()).is_some() => Status::LacksSeventh,
        (true, false) => Status::Header,
    }
}
