//! What is to be said of a file once it has been read: what of it was not judged, and why.

use super::collected::Candidates;
use super::tally::{DAYS, Tally};
use crate::claim::Layout;
use crate::claim::foreign::EXPORT_TO_ITS_END;
use crate::claim::view::MOST_LINES;
use crate::date::DateStyle;
use crate::error::Error;
use crate::field::Field;
use crate::icd::CodeBook;
use crate::number::said;
use crate::report::FileSummary;

/// A number and what is said of one or of many; nothing of none.
fn number(count: u64, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| said(count, one, many))
}

/// What is to be said of rows that do not say which claim they are of.
pub(super) fn without_id(rows: u64) -> Option<String> {
    let rows = number(rows, "row has no claim id and is", "rows have no claim id and each is")?;
    Some(format!("{rows} taken for a claim of its own; fill in the claim id where it belongs to another row"))
}

/// What is to be said of claims whose rows stand apart, where the run ended before they were put together.
pub(super) fn apart(candidates: &Candidates) -> Option<String> {
    let claims = match candidates {
        Candidates::Some(keys) if keys.is_empty() => return None,
        Candidates::Some(keys) => keys.len().to_string(),
        Candidates::All => "more claims than can be listed".to_owned(),
    };
    Some(format!(
        "the run ended before rows that stand apart were put together: nothing is said of claims that may have such rows \
         ({claims}), and each run of their rows is counted as a claim"
    ))
}

/// A file with NUL bytes for rows was not wholly written.
pub(super) fn hole(line: u64, path: &std::path::Path) -> Error {
    let (problem, help) = (format!("NUL bytes stand where rows should be, from line {line} on"), EXPORT_TO_ITS_END);
    Error::Input { path: path.to_path_buf(), problem, help: Some(help.to_owned()) }
}

/// What is to be said of claims that have more lines than a claim can have.
pub(super) fn too_long(tally: &Tally) -> Option<String> {
    let claims = number(tally.too_long, "claim has", "claims have")?;
    Some(format!("{claims} more than {MOST_LINES} lines, which no form holds; they were not compared with each other"))
}

/// What is to be said of claims without a diagnosis, where others have some.
pub(super) fn undiagnosed(tally: &Tally) -> Option<String> {
    let some = Some(tally.undiagnosed).filter(|&claims| claims != tally.claims)?;
    number(some, "claim has no diagnosis", "claims have no diagnosis")
}

/// What is to be said of birth dates that cannot be read. They are never shown.
pub(super) fn birth_unread(tally: &Tally) -> Option<String> {
    let claims = number(tally.birth_unread, "claim", "claims")?;
    Some(format!("the age is not known on {claims}, because the birth date could not be read"))
}

/// What is to be said of columns of days where some are written in the other order than they are read in.
pub(super) fn in_other_order(tally: &Tally, layout: &Layout) -> Vec<String> {
    let told = |(&count, &field): (&u64, &Field)| {
        let column = layout.column(layout.slot(field).filter(|_| count > 0)?);
        let (read, other) = match column.style {
            DateStyle::DayFirst => ("day/month/year", "month/day/year"),
            _ => ("month/day/year", "day/month/year"),
        };
        let dates = number(count, "date", "dates")?;
        let header = &column.header;
        Some(format!("the column \"{header}\" was read as {read}; {dates} of it could only be {other}"))
    };
    tally.other_order.iter().zip(&DAYS).filter_map(told).collect()
}

/// What is to be said of pointers that name nothing and are no codes.
pub(super) fn pointers_unread(tally: &Tally) -> Option<String> {
    let cells = number(tally.pointers_unread, "pointer cell holds", "pointer cells hold")?;
    Some(format!("not checked: {cells} neither pointers (1, 1:2, AB) nor codes of diagnoses"))
}

/// A file in which nothing could be judged has not been checked.
pub(super) fn nothing_checked(
    summary: &FileSummary,
    tally: &Tally,
    path: &std::path::Path,
    book: &CodeBook,
    layout: &Layout,
) -> Option<Error> {
    let has_dates = layout.columns.iter().any(|column| column.field.is_date());
    let has_last_day_only = layout.has(Field::ThroughDate)
        && layout.columns.iter().all(|column| !column.field.is_date() || column.field == Field::ThroughDate);
    let unchecked = summary.unchecked;
    let releases = held(book);
    let (problem, help) = if summary.rows == 0 {
        ("there is a header but not one row of data", "export the claims again")
    } else if summary.rows == summary.malformed_rows {
        ("not one row has the cells of the header", "see the findings for what is wrong with the rows")
    } else if summary.diagnoses == 0 {
        (
            "not one row has a diagnosis",
            "name the diagnosis columns under [columns] in claimlint.toml if they have other names, or give the file that holds \
             the diagnoses with --diagnoses or --claims",
        )
    } else if unchecked.no_date == summary.diagnoses && has_last_day_only {
        (
            "no column says when a service was, and the last day of a claim (through_date) judges stays only",
            "map service_date or from_date under [columns] in claimlint.toml; for stays claim_type or bill_type; or give one date \
             for all with --as-of YYYY-MM-DD",
        )
    } else if unchecked.no_date == summary.diagnoses && has_dates {
        (
            "no diagnosis has a date that could be read, and only a date says which code set is in force",
            "write dates as YYYY-MM-DD, YYYYMMDD, MM/DD/YYYY or DD-Mon-YYYY, or give one date for all with --as-of YYYY-MM-DD",
        )
    } else if unchecked.no_date == summary.diagnoses {
        (
            "no diagnosis has a date that says which code set is in force",
            "map a date column under [columns] in claimlint.toml, or give one date for all with --as-of YYYY-MM-DD",
        )
    } else if unchecked.icd9 == summary.diagnoses && tally.icd9.late > 0 {
        (
            "every diagnosis is an ICD-9-CM code, also of dates since 2015-10-01",
            "claimlint checks ICD-10-CM: export the claims with the codes that were billed",
        )
    } else if unchecked.icd9 == summary.diagnoses {
        (
            "every diagnosis is an ICD-9-CM code of a date before 2015-10-01",
            "that is right for services of that time (45 CFR 162.1002); claimlint checks ICD-10-CM",
        )
    } else if unchecked.other_code_set == summary.diagnoses {
        (
            "every diagnosis is of another code set, as the column says that names it",
            "claimlint checks ICD-10-CM: export the claims with the codes that were billed",
        )
    } else if unchecked.no_date + unchecked.no_release + unchecked.icd9 + unchecked.other_code_set == summary.diagnoses
    {
        ("no code set is held for any of the dates", releases.as_str())
    } else {
        return None;
    };
    Some(Error::Input { path: path.to_path_buf(), problem: problem.to_owned(), help: Some(help.to_owned()) })
}

/// Which days the code sets of the run cover, for one who has claims of other days.
fn held(book: &CodeBook) -> String {
    let days = book.releases().first().zip(book.releases().last());
    let days = days.map(|(first, last)| format!("code sets are held for {} to {}; ", first.from, last.until));
    format!(
        "{}older dates have no code set here, newer code sets are added with `claimlint data import`",
        days.unwrap_or_default()
    )
}
