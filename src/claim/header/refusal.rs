//! Headers that are refused, and what is said of them.
//!
//! A first row without a header that is known may be a row of data, whose cells are nobody's business: it is not repeated.

use super::super::preset::{Preset, Presets, fold};
use super::guess::Sample;
use super::{Headers, looks_like_data, shorten};
use crate::error::{Error, Result};

impl Headers<'_> {
    pub(super) fn no_diagnosis(&self, canonical: &Preset, sample: &Sample) -> Error {
        let data = self.spelled.iter().enumerate().find_map(|(column, cell)| Some((column, looks_like_data(cell)?)));
        if let Some((column, what)) = data.filter(|_| !self.has_any_of(canonical)) {
            return self.first_row_is_data(column, what);
        }
        let of_icd9 = self.folded.iter().position(|header| header.contains("icd9"));
        if let Some(column) = of_icd9.filter(|_| !self.may_be_data()) {
            return self.problem(
                format!("its diagnosis columns are of ICD-9-CM, as their names say (\"{}\")", shorten(&self.spelled[column])),
                "claimlint checks ICD-10-CM, in force since 2015-10-01; columns that hold it in spite of their name can be \
                 named under [columns] in claimlint.toml"
                    .to_owned(),
            );
        }
        let known = self.folded.iter().enumerate().find_map(|(at, header)| Some((at, canonical.why_unread(header)?)));
        if let Some((column, why)) = known {
            let problem =
                format!("no column is known to hold a diagnosis; \"{}\" is not read", shorten(&self.spelled[column]));
            return self.problem(problem, why.to_owned());
        }
        let names = ["diagnosis", "diagnosiscode", "dx", "dx1", "icd10", "diag1", "icdcode", "condition"];
        let by_cells = self.with_codes(sample);
        if !by_cells.is_empty() {
            let lines: Vec<String> =
                (1..).zip(by_cells).map(|(n, column)| self.line_to_add(&format!("dx{n}"), column)).collect();
            return self.problem(
                format!("no column is known to hold a diagnosis; the file has: {}", self.listed()),
                format!("by its cells it is this; name it in claimlint.toml:\n[columns]\n{}", lines.join("\n")),
            );
        }
        let hint = names.iter().find_map(|name| self.closest(name)).or_else(|| {
            let tells = |header: &&String| ["diag", "dx", "icd", "dgns"].iter().any(|word| fold(header).contains(word));
            self.spelled.iter().find(tells).map(String::as_str)
        });
        let hint = hint.filter(|_| !self.may_be_data());
        let header =
            hint.map_or_else(|| "the header of the diagnosis column".to_owned(), |header| header.replace('"', "\\\""));
        self.problem(
            format!("no column is known to hold a diagnosis; the file has: {}", self.listed()),
            format!("name it in claimlint.toml, or give the file that has them with --diagnoses:\n[columns]\ndx1 = \"{header}\""),
        )
    }

    /// Whether any of the headers is one a layout knows.
    fn has_any_of(&self, preset: &Preset) -> bool {
        let known = |header: &String| {
            preset.columns.iter().any(|entry| entry.headers.iter().any(|pattern| pattern.fits(header)))
        };
        self.folded.iter().any(known)
    }

    /// Whether not one of the headers is known, so that the line may be a row of data.
    pub(super) fn may_be_data(&self) -> bool {
        !Presets::shipped().is_ok_and(|presets| presets.all().any(|preset| self.has_any_of(preset)))
    }

    /// A date or a code with its dot is no header, whatever stands beside it.
    pub(super) fn refuse_data(&self) -> Result<()> {
        let is_cell = |cell: &str| {
            let separated = cell.len() >= 8 && cell.bytes().any(|b| !b.is_ascii_alphanumeric());
            looks_like_data(cell).filter(|&what| what == "a diagnosis code" || (what == "a date" && separated))
        };
        let data = self.spelled.iter().enumerate().find_map(|(column, cell)| Some((column, is_cell(cell)?)));
        match data {
            Some((column, what)) => Err(self.first_row_is_data(column, what)),
            None => Ok(()),
        }
    }

    fn first_row_is_data(&self, column: usize, what: &str) -> Error {
        self.problem(
            format!("the first row is data (column {} holds {what}), not a header", column + 1),
            "put a line of column names before it, for instance: claim_id,service_date,dx1,dx2".to_owned(),
        )
    }

    /// The headers in a line, at most twenty. Where not one of them is known, the line may be a row of data, whose cells
    /// are nobody's business: then only their number.
    pub(super) fn listed(&self) -> String {
        if self.may_be_data() {
            return match self.spelled.len() {
                1 => "1 column, whose header is not known".to_owned(),
                columns => format!("{columns} columns, none of which has a header that is known"),
            };
        }
        let shown: Vec<String> =
            self.spelled.iter().take(20).map(|header| format!("\"{}\"", shorten(header))).collect();
        let more = self.spelled.len().saturating_sub(20);
        if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
    }
}
