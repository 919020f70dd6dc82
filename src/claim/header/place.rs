//! Columns that have a meaning only together: a list of diagnoses spelled in several ways, the parts of a type of bill, the
//! services of a row.
//!
//! Half of such a group, read as if it were the whole, gives false alarms or silence; then none of it is read, and that is
//! said.

use super::super::preset::{HeaderPattern, Preset};
use super::guess::{Sample, texts};
use super::{Headers, Mapping, shorten};
use crate::field::{DxField, Field, MAX_LISTED};

/// How headers of services begin whose number says which service of the row it is.
const SERVICES: [&str; 5] = ["cpt", "cptcode", "hcpcs", "hcpcscode", "cpthcpcs"];
/// The same, where the numbers may also be those of the procedures of a stay.
const PROCEDURES: [&str; 5] = ["procedure", "procedurecode", "proc", "proccode", "px"];
/// How the header of a column begins that holds the diagnoses no other column has.
const OTHERS: [&str; 3] = ["other", "additional", "addl"];

impl Mapping {
    /// Reads the rest of a list of diagnoses whose columns are not all spelled alike: `ICD-10-CM 1, ICD-10-CM 2, Dx3`.
    pub(super) fn map_strays(&mut self, preset: &Preset, headers: &Headers<'_>) {
        let listed = |field: &Field| if let Field::Dx(DxField::Listed(number)) = field { Some(*number) } else { None };
        let in_rows = [Field::DxSequence, Field::DxRole, Field::Coded];
        if self.has_any(&in_rows) || !self.fields.keys().any(|field| listed(field).is_some()) {
            return;
        }
        let of_list = || {
            preset.columns.iter().filter(|entry| entry.target.field(1).is_some_and(|field| listed(&field).is_some()))
        };
        let is_exact = |header: &str| {
            let mut patterns = of_list().flat_map(|entry| &entry.headers);
            patterns.any(|pattern| matches!(pattern, HeaderPattern::Exact(_)) && pattern.fits(header))
        };
        for (column, header) in headers.folded.iter().enumerate() {
            if self.columns.contains(&column) || header.contains("icd9") || is_exact(header) {
                continue;
            }
            let mut fields = of_list().flat_map(|entry| entry.headers.iter().map(move |pattern| (entry, pattern)));
            let field = fields.find_map(|(entry, pattern)| match pattern {
                HeaderPattern::Numbered(..) => entry.target.field(pattern.number(header)?),
                _ => None,
            });
            if let Some(field) = field {
                self.take(field, column);
            }
        }
        for (column, header) in headers.folded.iter().enumerate() {
            let is_other = OTHERS.iter().any(|word| header.starts_with(word)) && is_exact(header);
            let last = self.fields.keys().filter_map(listed).max().unwrap_or(MAX_LISTED);
            if is_other && !self.columns.contains(&column) && last < MAX_LISTED {
                self.take(Field::Dx(DxField::Listed(last + 1)), column);
            }
        }
    }

    /// Takes back what was read of a group of which the rest is not; what is to be said of it.
    pub(super) fn leave_half_read(&mut self, headers: &Headers<'_>, sample: &Sample) -> Vec<String> {
        self.leave_services(headers).into_iter().chain(self.leave_bill_type(headers, sample)).collect()
    }

    /// Several services in a row: of a row one is read, and the modifiers of the others are not its own.
    fn leave_services(&mut self, headers: &Headers<'_>) -> Option<String> {
        let modifiers = self.fields.keys().filter(|field| matches!(field, Field::Modifier(_))).count();
        let procedure = self.fields.get(&Field::ProcedureCode).copied();
        let series = |word: &&str| {
            let pattern = HeaderPattern::Numbered((*word).to_owned(), String::new());
            let found = headers.series(&pattern);
            let read_as = |column: usize| self.fields.iter().find(|(_, at)| **at == column).map(|(field, _)| *field);
            let free = |&(_, column): &(u8, usize)| {
                matches!(read_as(column), None | Some(Field::ProcedureCode)) && !self.by_hand.contains(&column)
            };
            let all_free = found.len() > 1 && found.iter().all(free);
            let is_first = procedure.is_none_or(|column| found.iter().any(|(_, at)| *at == column));
            (all_free && is_first).then_some(found)
        };
        let of_stay = PROCEDURES.iter().filter(|_| modifiers > 1 && procedure.is_none());
        let services = SERVICES.iter().chain(of_stay).find_map(series)?;
        let unread: Vec<usize> =
            services.iter().map(|(_, column)| *column).filter(|column| Some(*column) != procedure).collect();
        let (first, last) = (*unread.first()?, *unread.last()?);
        let named = |column: usize| format!("\"{}\"", shorten(&headers.spelled[column]));
        let columns = if first == last { named(first) } else { format!("{} to {}", named(first), named(last)) };
        let is_of_row = |field: &Field, column: &usize| {
            matches!(field, Field::Modifier(_)) && !self.by_hand.contains(column) && Some(*column) != procedure
        };
        let left: Vec<(Field, usize)> =
            self.fields.iter().filter(|(field, at)| is_of_row(field, at)).map(|(field, at)| (*field, *at)).collect();
        for (field, column) in &left {
            self.fields.remove(field);
            self.columns.remove(column);
        }
        let nor = if left.is_empty() { "" } else { ", nor are the modifiers" };
        Some(format!(
            "not read: {columns}{nor}, because a row holds several services and of a row one is read; a row for each \
             service with its modifiers has them checked"
        ))
    }

    /// The first digit of a type of bill without the second says nothing.
    fn leave_bill_type(&mut self, headers: &Headers<'_>, sample: &Sample) -> Option<String> {
        if self.fields.contains_key(&Field::BillType) || self.fields.contains_key(&Field::BillClassification) {
            return None;
        }
        let column = *self.fields.get(&Field::FacilityType)?;
        let mut cells = texts(sample, column).peekable();
        if cells.peek().is_none() || self.by_hand.contains(&column) || cells.any(|cell| cell.len() > 1) {
            return None;
        }
        self.fields.remove(&Field::FacilityType);
        self.columns.remove(&column);
        Some(format!(
            "the type of bill is not known: \"{}\" is its first digit, and no column is known to hold the second; name it \
             as bill_classification under [columns] in claimlint.toml",
            shorten(&headers.spelled[column])
        ))
    }

    /// Whether rows leave out what the row above says of the claim: some have no claim id, and none of those a diagnosis.
    pub(super) fn leaves_blank_below(&self, sample: &Sample) -> bool {
        let Some(&id) = self.fields.get(&Field::ClaimId) else { return false };
        let of_claim: Vec<usize> =
            self.fields.iter().filter(|(field, _)| matches!(field, Field::Dx(_))).map(|(_, column)| *column).collect();
        let blank = |row: &csv::ByteRecord, column: usize| {
            row.get(column).is_none_or(|cell| super::super::cells::trim(cell).is_empty())
        };
        let Some(&service) = self.fields.get(&Field::ProcedureCode) else { return false };
        let mut nameless = sample.iter().filter(|row| blank(row, id)).peekable();
        let first_is_named = sample.first().is_some_and(|row| !blank(row, id));
        first_is_named
            && nameless.peek().is_some()
            && nameless.all(|row| of_claim.iter().all(|column| blank(row, *column)) && !blank(row, service))
    }
}
