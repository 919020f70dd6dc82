//! The pages of blocks, chapters, modifiers, procedures and places.

use super::Paper;
use super::code::{lines, notes, rules};
use super::rule::list;
use crate::date::Date;
use crate::explain::{
    BlockSheet, IndicatorSheet, ModifierKind, ModifierSheet, PlaceSheet, ProcedureKind, ProcedureSheet,
};
use crate::render::counted;

/// A block or chapter.
pub(super) fn block(sheet: &BlockSheet, paper: &mut Paper) {
    paper.title(&sheet.id, &sheet.title);
    paper.statement(&format!("{} on {}", counted(sheet.billable as u64, "billable code"), sheet.on));
    if let Some(chapter) = &sheet.chapter {
        paper.section("Where it stands");
        paper.row(&format!("chapter {}", chapter.id), 10, &chapter.title);
    }
    if !sheet.blocks.is_empty() {
        paper.section("Blocks");
        for block in &sheet.blocks {
            paper.row(&block.id, 7, &block.title);
        }
    }
    if !sheet.categories.is_empty() {
        paper.section("Categories");
        lines(&sheet.categories, paper);
    }
    notes(&sheet.notes, sheet.notes.first().map(|note| note.tabular.as_str()), paper);
}

/// A modifier.
pub(super) fn modifier(sheet: &ModifierSheet, paper: &mut Paper) {
    let set = match sheet.set {
        ModifierKind::Cpt => "a modifier of CPT (AMA)",
        ModifierKind::LevelTwo => "a modifier of HCPCS Level II (CMS)",
        ModifierKind::Ambulance => "origin and destination of an ambulance",
    };
    paper.title(&sheet.modifier, set);
    match &sheet.means {
        Some(means) => paper.statement(means),
        None => paper.statement("Its descriptor belongs to the AMA; claimlint knows its number only."),
    }
    in_force(sheet.added, sheet.ended, paper);
    for (heading, texts) in [("Who may use it", &sheet.users), ("Not for", &sheet.not_for)] {
        if !texts.is_empty() {
            paper.section(heading);
            for text in texts {
                paper.line(text);
            }
        }
    }
    if !sheet.not_with.is_empty() {
        paper.section("Not on one line with");
        for other in &sheet.not_with {
            paper.row(&other.modifier, 2, &other.why);
        }
    }
    rules(&sheet.rules, paper);
    if !sheet.sources.is_empty() {
        paper.section("Where it is written");
        for source in &sheet.sources {
            paper.line(source);
        }
    }
}

/// A procedure code.
pub(super) fn procedure(sheet: &ProcedureSheet, paper: &mut Paper) {
    let set = match sheet.set {
        ProcedureKind::LevelTwo => "HCPCS Level II (CMS)",
        ProcedureKind::Cpt => "a number of CPT (AMA)",
        ProcedureKind::Dental => "a number of CDT (ADA)",
        ProcedureKind::Local => "a code of a state or payer, not assigned nationally",
    };
    paper.title(&sheet.code, sheet.description.unwrap_or(set));
    match (sheet.description, sheet.set) {
        (Some(_), _) => paper.statement(set),
        (None, ProcedureKind::Local) => {}
        (None, _) => paper.statement("Its descriptor belongs to its owner; whether it is assigned is not known here."),
    }
    in_force(sheet.added, sheet.ended, paper);
    if let Some(until) = sheet.list_until.filter(|&until| until < sheet.on) {
        paper.line(&format!("the list held speaks of days until {until}"));
    }
    rules(&sheet.rules, paper);
}

fn in_force(added: Option<Date>, ended: Option<Date>, paper: &mut Paper) {
    let Some(added) = added else { return };
    paper.section("From when to when");
    let until = ended.map_or_else(|| "on".to_owned(), |ended| format!("to {ended}"));
    paper.line(&format!("{added} {until}"));
}

/// A place of service.
pub(super) fn place(sheet: &PlaceSheet, paper: &mut Paper) {
    paper.title(&sheet.place, &format!("place of service: {}", sheet.name));
    paper.statement("Place of Service Codes for Professional Claims (CMS)");
}

/// A present-on-admission indicator.
pub(super) fn indicator(sheet: &IndicatorSheet, paper: &mut Paper) {
    paper.title(&sheet.indicator.to_string(), "present-on-admission indicator");
    paper.statement(sheet.means);
    paper.statement(sheet.source);
    list(&sheet.rules, "Rules about such indicators", paper);
}
