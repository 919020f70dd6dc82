//! The words that fill the messages of the diagnosis rules: titles, dates and codes from the code book.

use crate::claim::shape::Shape;
use crate::claim::{Coding, Diagnosis};
use crate::code::Code;
use crate::date::Date;
use crate::icd::{CodeSet, Entry, Node, Seventh};
use std::fmt::Write as _;

pub(super) type Words = Vec<(&'static str, String)>;

/// Codes listed in one message; more are counted.
const LISTED: usize = 8;
/// Bytes of titles listed in one message, if these are all that can be billed below a header.
const ROOM_FOR_ALL: usize = 600;
/// Bytes of titles listed where they are not all.
const ROOM: usize = 300;

pub(super) fn header(node: Node<'_>) -> Words {
    let last = node.entry().spans().rfind(|span| span.billable && span.to.is_some());
    let history = match last.and_then(|span| span.to) {
        Some(to) if to < node.set().release().from => format!(" (billable until {to})"),
        _ => String::new(),
    };
    vec![
        ("code", node.code().to_string()),
        ("title", node.title().to_owned()),
        ("codes", below(node)),
        ("history", history),
    ]
}

pub(super) fn seventh_missing(node: Node<'_>, seventh: &Seventh<'_>) -> Words {
    let example = node.billable_below().first().map(|first| first.code().to_string()).unwrap_or_default();
    vec![
        ("code", node.code().to_string()),
        ("title", node.title().to_owned()),
        ("example", example),
        ("characters", characters(seventh)),
    ]
}

pub(super) fn seventh_invalid(code: Code, stem: Node<'_>, seventh: &Seventh<'_>) -> Words {
    vec![
        ("code", code.to_string()),
        ("stem", stem.code().to_string()),
        ("title", stem.title().to_owned()),
        ("character", code.character(Code::MAX_LEN).map(String::from).unwrap_or_default()),
        ("characters", characters(seventh)),
    ]
}

pub(super) fn placeholder(code: Code, meant: Node<'_>) -> Words {
    vec![("code", code.to_string()), ("meant", meant.code().to_string()), ("title", meant.title().to_owned())]
}

pub(super) fn other_dates(entry: Entry<'_>, set: CodeSet<'_>, date: Date) -> Words {
    let spans: Vec<_> = entry.spans().collect();
    let mut periods = String::new();
    let mut period: Option<(Date, Option<Date>, bool)> = None;
    let close = |period: Option<(Date, Option<Date>, bool)>, periods: &mut String| {
        let Some((from, to, billable)) = period else { return };
        if !periods.is_empty() {
            periods.push_str(", ");
        }
        let what = if billable { "valid" } else { "a header" };
        match to {
            Some(to) => _ = write!(periods, "{what} from {from} to {to}"),
            None => _ = write!(periods, "{what} from {from} on"),
        }
    };
    for span in &spans {
        period = match period {
            Some((from, Some(to), billable)) if billable == span.billable && to == span.from.eve() => {
                Some((from, span.to, billable))
            }
            before => {
                close(before, &mut periods);
                Some((span.from, span.to, span.billable))
            }
        };
    }
    close(period, &mut periods);
    let title = spans.last().map_or("", |span| span.title);
    let begins = spans.iter().all(|span| span.from > date);
    let others = if begins { entry.predecessors().collect::<Vec<_>>() } else { entry.successors().collect() };
    let mut nodes: Vec<_> = others.iter().filter_map(|other| set.get(other.code)).collect();
    nodes.dedup();
    let advice = match (begins, nodes.is_empty()) {
        (true, false) => format!("before that date the condition was coded {}", listed(&nodes)),
        (true, true) => "use the code that was in force on that date, or correct the date".to_owned(),
        (false, false) => format!("replaced by {}", listed(&nodes)),
        (false, true) => match set.nearest_header(entry.code()) {
            Some(above) => format!("use a code of {} {} that is in force on that date", above.code(), above.title()),
            None => "use a code that is in force on that date, or correct the date".to_owned(),
        },
    };
    vec![("code", entry.code().to_string()), ("title", title.to_owned()), ("periods", periods), ("advice", advice)]
}

pub(super) fn unknown(code: Code, set: CodeSet<'_>) -> Words {
    if let Some(stem) = set.without_seventh(code) {
        let advice = format!("use {} {}: it is complete and takes no 7th character", stem.code(), stem.title());
        return vec![("code", code.to_string()), ("advice", advice)];
    }
    let near: Vec<_> = set.nearest(code, 3).into_iter().filter_map(|code| set.get(code)).collect();
    let advice = if near.is_empty() {
        match set.nearest_header(code) {
            Some(above) if above.is_billable() => {
                format!("{} {} is complete as it is", above.code(), above.title())
            }
            Some(above) => format!("look below {} {}", above.code(), above.title()),
            None => format!("no category {} exists: look the condition up in the Alphabetic Index", code.category()),
        }
    } else {
        format!("near it: {}", listed(&near))
    };
    vec![("code", code.to_string()), ("advice", advice)]
}

pub(super) fn icd9(dx: &Diagnosis<'_>, date: Date) -> Words {
    let how = match (dx.coding == Coding::Icd9, dx.code) {
        (true, _) => "its version column says so",
        (false, None) => "it has the shape of one",
        (false, Some(_)) => "it has the shape of one, and no release of ICD-10-CM has it",
    };
    vec![("text", text(dx)), ("how", how.to_owned()), ("date", date.to_string())]
}

pub(super) fn malformed(dx: &Diagnosis<'_>, shape: Shape, set: CodeSet<'_>) -> Words {
    let advice = match shape.suggestion().and_then(|code| set.get(code)) {
        Some(node) => format!("probably {} {}", node.code(), node.title()),
        None => match shape {
            Shape::Scientific => "export the column as text: a spreadsheet has turned it into a number",
            Shape::Snomed => "map the SNOMED CT concept to ICD-10-CM before billing",
            Shape::Procedure | Shape::FiveDigits => "check whether the diagnosis and procedure columns are swapped",
            Shape::BeyondReading => "write each diagnosis in a column of its own",
            Shape::Date => "check whether the columns have shifted",
            _ => "write the ICD-10-CM code of the diagnosis",
        }
        .to_owned(),
    };
    vec![("text", text(dx)), ("shape", shape.description().to_owned()), ("advice", advice)]
}

fn text(dx: &Diagnosis<'_>) -> String {
    crate::check::text::shortened(dx.text)
}

/// `G35.A Relapsing-remitting multiple sclerosis; G35.B0 …; and 3 more`.
fn listed(nodes: &[Node<'_>]) -> String {
    let mut list = String::new();
    for (number, node) in nodes.iter().take(LISTED).enumerate() {
        if number > 0 {
            list.push_str("; ");
        }
        // Whole titles: what sets two codes apart often stands at the end.
        let _ = write!(list, "{} {}", node.code(), node.title());
        if !node.is_billable() {
            list.push_str(" (a header)");
        }
    }
    match nodes.len().saturating_sub(LISTED) {
        0 => list,
        more => format!("{list}; and {more} more"),
    }
}

/// The billable codes below a header; where they are too many, the codes directly below it, as far as there is room, and
/// how to see all.
fn below(header: Node<'_>) -> String {
    let billable = header.billable_below();
    let length = |nodes: &[Node<'_>]| nodes.iter().map(|node| node.title().len()).sum::<usize>();
    if billable.len() <= LISTED && length(&billable) <= ROOM_FOR_ALL {
        return listed(&billable);
    }
    let children = header.children();
    let fits = |&count: &usize| length(&children[..count]) <= ROOM;
    let fitting = (1..=children.len().min(LISTED)).take_while(fits).last().unwrap_or(1).min(children.len());
    let others = match children.len() - fitting {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let (first, count) = (listed(&children[..fitting]), billable.len());
    format!("{first}{others}. {count} billable codes in all: claimlint explain {}", header.code())
}

/// `A initial encounter for closed fracture; B …`.
fn characters(seventh: &Seventh<'_>) -> String {
    let each = seventh.meanings.iter().map(|meaning| format!("{} {}", meaning.character, meaning.text));
    each.collect::<Vec<_>>().join("; ")
}
