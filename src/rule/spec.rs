//! What a rule file says, before anyone has asked what it means.
//!
//! The first of the three stages `Spec` → `Rule` → `Bound`. Here a key is known or not and a value is a text, a number
//! or a list; whether a subject, an operator or a set exists is asked in [`super::check`]. Every part keeps its place.

use super::clause::WhenSpec;
use super::text::{Place, Source, Table, Word, text, wrong_type};
use crate::error::Result;
use toml::Spanned;
use toml::de::DeValue;

/// One rule file.
#[derive(Debug)]
pub(super) struct FileSpec {
    /// Name of the pack the rules belong to; a file of sets only has none.
    pub(super) pack: Option<Word>,
    pub(super) about: Option<Word>,
    pub(super) sets: Vec<SetSpec>,
    pub(super) rules: Vec<RuleSpec>,
}

/// A named set.
#[derive(Debug)]
pub(super) struct SetSpec {
    pub(super) name: Word,
    /// The lists of the set: what it is a set of, and its members.
    pub(super) lists: Vec<(&'static str, Vec<Word>)>,
    /// Other sets whose members are members of this one too.
    pub(super) includes: Vec<Word>,
}

/// What a set can be a set of.
pub(super) const SET_KINDS: [&str; 7] =
    ["diagnoses", "traits", "procedures", "modifiers", "revenue-codes", "bill-types", "values"];

/// One rule.
#[derive(Debug)]
pub(super) struct RuleSpec {
    pub(super) place: Place,
    pub(super) code: Word,
    pub(super) name: Word,
    pub(super) severity: Word,
    pub(super) severity_on_inpatient: Option<Word>,
    pub(super) message: Word,
    pub(super) help: Word,
    pub(super) why: Word,
    pub(super) source: Word,
    pub(super) url: Option<Word>,
    pub(super) cannot_see: Vec<Word>,
    pub(super) native: Option<Word>,
    pub(super) table: Option<Word>,
    pub(super) words: Vec<Word>,
    pub(super) needs: Vec<Vec<Word>>,
    pub(super) once_per: Option<Word>,
    pub(super) gives_way_to: Vec<Word>,
    pub(super) in_force: Option<PeriodSpec>,
    pub(super) when: WhenSpec,
    pub(super) cases: Vec<CaseSpec>,
    pub(super) unless: Vec<UnlessSpec>,
    pub(super) examples: Vec<ExampleSpec>,
}

/// One of several ways a rule can be broken.
#[derive(Debug)]
pub(super) struct CaseSpec {
    pub(super) place: Place,
    pub(super) severity: Option<Word>,
    pub(super) message: Option<Word>,
    pub(super) help: Option<Word>,
    pub(super) in_force: Option<PeriodSpec>,
    pub(super) when: WhenSpec,
}

/// An exception and its reason.
#[derive(Debug)]
pub(super) struct UnlessSpec {
    pub(super) place: Place,
    pub(super) why: Word,
    pub(super) when: WhenSpec,
}

/// First and last day, both included.
#[derive(Debug)]
pub(super) struct PeriodSpec {
    pub(super) place: Place,
    pub(super) from: Option<Word>,
    pub(super) until: Option<Word>,
}

/// A claim file and whether the rule speaks on it.
#[derive(Debug)]
pub(super) struct ExampleSpec {
    pub(super) place: Place,
    pub(super) about: Option<Word>,
    pub(super) fires: Option<Word>,
    pub(super) quiet: Option<Word>,
    pub(super) table: Option<Word>,
}

impl FileSpec {
    /// Reads a rule file; the first mistake ends it.
    pub(super) fn read(source: Source<'_>) -> Result<Self> {
        let mut table = source.table()?;
        let (mut pack, mut about) = (None, None);
        if let Some(mut head) = table.table("pack")? {
            pack = Some(head.required("name")?);
            about = Some(head.required("about")?);
            head.finish()?;
        }
        let mut sets = Vec::new();
        if let Some(mut named) = table.table("set")? {
            for (name, value) in named.rest() {
                sets.push(SetSpec::read(name, super::text::into_table(source, "this set", value)?)?);
            }
        }
        let rules = table.tables("rule")?.into_iter().map(RuleSpec::read).collect::<Result<_>>()?;
        table.finish()?;
        Ok(Self { pack, about, sets, rules })
    }
}

impl SetSpec {
    fn read(name: Word, mut table: Table<'_>) -> Result<Self> {
        table.required("about")?;
        table.text("source")?;
        let mut lists = Vec::new();
        for kind in SET_KINDS {
            let members = table.texts(kind)?;
            if !members.is_empty() {
                lists.push((kind, members));
            }
        }
        let includes = table.texts("includes")?;
        table.finish()?;
        Ok(Self { name, lists, includes })
    }
}

impl RuleSpec {
    fn read(mut table: Table<'_>) -> Result<Self> {
        let spec = Self {
            place: table.place(),
            code: table.required("code")?,
            name: table.required("name")?,
            severity: table.required("severity")?,
            severity_on_inpatient: table.text("severity-on-inpatient")?,
            message: table.required("message")?,
            help: table.required("help")?,
            why: table.required("why")?,
            source: table.required("source")?,
            url: table.text("url")?,
            cannot_see: table.texts("cannot-see")?,
            native: table.text("native")?,
            table: table.text("table")?,
            words: table.texts("words")?,
            needs: groups(&mut table)?,
            once_per: table.text("once-per")?,
            gives_way_to: table.texts("gives-way-to")?,
            in_force: PeriodSpec::read(&mut table)?,
            when: WhenSpec::read(&mut table)?,
            cases: table.tables("case")?.into_iter().map(CaseSpec::read).collect::<Result<_>>()?,
            unless: table.tables("unless")?.into_iter().map(UnlessSpec::read).collect::<Result<_>>()?,
            examples: table.tables("example")?.into_iter().map(ExampleSpec::read).collect::<Result<_>>()?,
        };
        table.finish()?;
        Ok(spec)
    }
}

/// `needs = [["age", "birth_date"], ["procedure_code"]]`: of each inner list, any one column will do.
fn groups(table: &mut Table<'_>) -> Result<Vec<Vec<Word>>> {
    let source = table.source;
    let Some(value) = table.value("needs") else { return Ok(Vec::new()) };
    let wrong = |place, found| wrong_type(source, "needs", place, "a list of lists of columns", found);
    let DeValue::Array(items) = value.get_ref() else {
        return Err(wrong(value.span(), value.get_ref().type_str()));
    };
    let group = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::Array(fields) => fields.iter().map(|field| text(source, "needs", field)).collect(),
        other => Err(wrong(item.span(), other.type_str())),
    };
    items.iter().map(group).collect()
}

impl CaseSpec {
    fn read(mut table: Table<'_>) -> Result<Self> {
        let spec = Self {
            place: table.place(),
            severity: table.text("severity")?,
            message: table.text("message")?,
            help: table.text("help")?,
            in_force: PeriodSpec::read(&mut table)?,
            when: WhenSpec::read(&mut table)?,
        };
        table.finish()?;
        Ok(spec)
    }
}

impl UnlessSpec {
    fn read(mut table: Table<'_>) -> Result<Self> {
        let spec = Self { place: table.place(), why: table.required("why")?, when: WhenSpec::read(&mut table)? };
        table.finish()?;
        Ok(spec)
    }
}

impl PeriodSpec {
    fn read(table: &mut Table<'_>) -> Result<Option<Self>> {
        let Some(mut table) = table.table("in-force")? else { return Ok(None) };
        let spec = Self { place: table.place(), from: table.text("from")?, until: table.text("until")? };
        table.finish()?;
        Ok(Some(spec))
    }
}

impl ExampleSpec {
    fn read(mut table: Table<'_>) -> Result<Self> {
        let spec = Self {
            place: table.place(),
            about: table.text("about")?,
            fires: table.text("fires")?,
            quiet: table.text("quiet")?,
            table: table.text("table")?,
        };
        table.finish()?;
        Ok(spec)
    }
}
