//! The page of an ICD-10-CM code: what it is today first, then when, where, what it says, and who speaks about it.

use super::Paper;
use crate::explain::{CodeLine, CodeSheet, NoteLine, RuleLine, Status};
use crate::render::counted;
use crate::rule::Speaks;

/// Writes the page.
pub(super) fn write(sheet: &CodeSheet, paper: &mut Paper) {
    paper.title(&sheet.code, &sheet.title);
    paper.statement(&status(sheet));
    history(sheet, paper);
    place(sheet, paper);
    seventh(sheet, paper);
    notes(&sheet.notes, sheet.tabular.as_deref(), paper);
    if let Some(tabular) = sheet.tabular.as_deref().filter(|_| sheet.younger_than_tabular) {
        paper.section("Notes of its own");
        paper.line(&format!(
            "not known: the Tabular List held for {}, that of {tabular}, does not have the code",
            sheet.seen_in
        ));
    }
    medicare(sheet, paper);
    rules(&sheet.rules, paper);
}

fn status(sheet: &CodeSheet) -> String {
    let CodeSheet { on, release, .. } = sheet;
    match sheet.status {
        Status::Billable => format!("billable on {on} ({release})"),
        Status::Header => format!(
            "header on {on} ({release}): a claim needs one of the {} below it",
            counted(sheet.billable_below as u64, "billable code")
        ),
        Status::LacksSeventh => format!("not complete on {on} ({release}): a claim needs its 7th character"),
        Status::NotInRelease => {
            format!("not in ICD-10-CM on {on} ({release}); place and notes are those of {}", sheet.seen_in)
        }
    }
}

fn history(sheet: &CodeSheet, paper: &mut Paper) {
    paper.section("From when to when");
    let mut title = None;
    for change in &sheet.history {
        let until = change.to.map_or_else(|| "on".to_owned(), |to| format!("to {to}"));
        let kind = if change.billable { "billable" } else { "header" };
        // A title is told where it is another than before, or than today's.
        let told = if title == Some(&change.title) || (title.is_none() && change.title == sheet.title) {
            String::new()
        } else {
            format!("  {}", change.title)
        };
        paper.row(&format!("{} {until}", change.from), 24, &format!("{kind}{told}"));
        title = Some(&change.title);
    }
    for (words, replacements) in [("then", &sheet.successors), ("before", &sheet.predecessors)] {
        for other in replacements {
            paper.row(&format!("{words} {}", other.code), 24, &format!("from {}  {}", other.effective, other.title));
        }
    }
    if let Some(from) = sheet.successors_unknown {
        paper.row("then", 24, &format!("not known: no conversion table of {from} is held"));
    }
}

fn place(sheet: &CodeSheet, paper: &mut Paper) {
    paper.section("Where it stands");
    if let Some(chapter) = &sheet.chapter {
        paper.row(&format!("chapter {}", chapter.id), KEY, &chapter.title);
    }
    if let Some(block) = &sheet.block {
        paper.row(&format!("block {}", block.id), KEY, &block.title);
    }
    for line in &sheet.above {
        paper.row(&line.code, KEY, &line.title);
    }
    for (words, line) in [("before it", &sheet.previous), ("after it", &sheet.next)] {
        if let Some(line) = line {
            paper.row(words, KEY, &format!("{} {}", line.code, line.title));
        }
    }
    // Where only the 7th character is missing, the list of those says the same in fewer words.
    if !sheet.children.is_empty() && sheet.status != Status::LacksSeventh {
        paper.section("Directly below it");
        lines(&sheet.children, paper);
    }
}

/// Columns of the keys of a place.
const KEY: usize = 13;

/// Codes with their mark and title.
pub(super) fn lines(lines: &[CodeLine], paper: &mut Paper) {
    let columns = lines.iter().map(|line| line.code.len()).max().unwrap_or(0);
    for line in lines {
        let kind = if line.billable { "billable" } else { "header  " };
        paper.row(&format!("{:columns$}  {kind}", line.code), columns + 10, &line.title);
    }
}

fn seventh(sheet: &CodeSheet, paper: &mut Paper) {
    let Some(seventh) = &sheet.seventh_characters else { return };
    paper.section(&format!("7th characters (defined at {}, Tabular List {})", seventh.on, seventh.tabular));
    for line in &seventh.characters {
        paper.row(&line.character.to_string(), 1, &line.meaning);
        for text in &line.includes {
            paper.item(text);
        }
    }
}

/// The kinds of notes in the order a coder reads them, with their headings.
const KINDS: [(&str, &str); 8] = [
    ("includes", "Includes"),
    ("inclusion-term", "Inclusion terms"),
    ("excludes1", "Excludes1 (not coded here, never together)"),
    ("excludes2", "Excludes2 (not included here, may be coded together)"),
    ("code-first", "Code first"),
    ("use-additional", "Use additional code"),
    ("code-also", "Code also"),
    ("note", "Note"),
];

/// The notes by kind, each with the node that carries it.
pub(super) fn notes(notes: &[NoteLine], tabular: Option<&str>, paper: &mut Paper) {
    if notes.is_empty() {
        return;
    }
    paper.section(&format!("What the Tabular List {} says", tabular.unwrap_or_default()));
    for (kind, heading) in KINDS {
        let mut bearer = None;
        for note in notes.iter().filter(|note| note.kind == kind) {
            if bearer != Some(&note.on) {
                let from = if note.inherited { format!(", from {}", note.on) } else { String::new() };
                paper.line(&format!("{heading}{from}"));
                bearer = Some(&note.on);
            }
            // The list prints ", if applicable" behind the heading.
            paper.item(note.text.strip_prefix(", ").unwrap_or(&note.text));
        }
    }
}

fn medicare(sheet: &CodeSheet, paper: &mut Paper) {
    if sheet.medicare.is_empty() && sheet.medicare_until.is_none() && sheet.present_on_admission.is_none() {
        return;
    }
    paper.section(&format!("Medicare, inpatient claims, on {}", sheet.on));
    for flag in &sheet.medicare {
        paper.line(flag.meaning);
    }
    if let Some(until) = sheet.medicare_until {
        paper.line(&format!(
            "the table of the Medicare Code Editor held ends on {until}: what it says later is not known"
        ));
    }
    if let Some(admission) = &sheet.present_on_admission {
        let words = if admission.exempt { "exempt from" } else { "not exempt from" };
        let list = if admission.list_of == sheet.on {
            String::new()
        } else {
            format!(" (newest list held: until {})", admission.list_of)
        };
        paper.line(&format!("{words} present-on-admission reporting{list}"));
    }
}

/// The rules that speak about a code.
pub(super) fn rules(rules: &[RuleLine], paper: &mut Paper) {
    for (speaks, heading) in
        [(Speaks::Finds, "Rules that may speak where it stands"), (Speaks::Excuses, "Rules it keeps silent")]
    {
        let mut of_kind = rules.iter().filter(|rule| rule.speaks == speaks).peekable();
        if of_kind.peek().is_some() {
            paper.section(heading);
        }
        for rule in of_kind {
            paper.row(&rule.code, 5, &format!("{} {}: {}", rule.severity, rule.name, rule.message));
        }
    }
}
