//! Where a report goes: the files it is written to, each begun before anything is checked, and standard output.

use super::ReportArguments;
use crate::check::Input;
use crate::cli::output::{Targets, WholeFile, finish_all, print};
use crate::cli::terminal::Terminal;
use crate::error::{Error, Result};
use crate::render::{html, tables};
use crate::report::qa::{By, Figures, SheetRow};
use crate::report::{Diagnostic, Report};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the report goes. Everything is begun before anything is checked.
pub(super) struct Outputs {
    html: Option<WholeFile>,
    xlsx: Option<WholeFile>,
    json: Option<WholeFile>,
    csv: Option<PathBuf>,
    markdown: bool,
}

impl Outputs {
    /// Begins every file that is asked for.
    ///
    /// # Errors
    /// When one of them cannot be written, or would be written over what the run reads.
    pub(super) fn open(arguments: &ReportArguments, inputs: &[Input]) -> Result<Self> {
        let ReportArguments { html, xlsx, json, csv, .. } = arguments;
        if arguments.sample.is_some() && xlsx.is_none() && csv.is_none() {
            return Err(Error::Usage {
                message: "--sample has nowhere to write its worksheet".to_owned(),
                help: Some("add --xlsx PATH or --csv DIR".to_owned()),
            });
        }
        for (flag, path) in [("--html", html), ("--xlsx", xlsx), ("--json", json), ("--csv", csv)] {
            if path.as_deref() == Some(Path::new("-")) {
                return Err(Error::Usage {
                    message: format!("{flag} writes a file, and not to standard output"),
                    help: Some("name a file; --markdown is what goes to standard output".to_owned()),
                });
            }
        }
        let mut targets = Targets::of(inputs);
        // What the run reads is not written over.
        for path in arguments.compare.iter().chain(&arguments.verdicts) {
            targets.keep(path)?;
        }
        if let Some(folder) = csv {
            std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
            // Whichever of them the run comes to have; an audit only where one is drawn, or the worksheet given back with
            // `--verdicts` could not stand there.
            let all = tables::names(&By::ALL);
            for name in all.filter(|name| name != "audit" || arguments.sample.is_some()) {
                let path = in_folder(folder, &name);
                targets.reserve(&path)?;
            }
        }
        let mut open = |path: &Option<PathBuf>| path.as_deref().map(|path| targets.begin(path)).transpose();
        let nothing = html.is_none() && xlsx.is_none() && json.is_none() && csv.is_none();
        Ok(Self {
            html: open(html)?,
            xlsx: open(xlsx)?,
            json: open(json)?,
            csv: csv.clone(),
            markdown: arguments.markdown || nothing,
        })
    }

    /// Writes the report in every form that is asked for. A file that cannot be written keeps no other from it, and all get their
    /// names at once.
    ///
    /// # Errors
    /// When a file cannot be written, or the findings cannot be read back.
    pub(super) fn write<F: Iterator<Item = Result<Diagnostic>>>(
        self,
        report: Report<'_>,
        figures: &Figures,
        worksheet: Option<&[SheetRow]>,
        findings: &dyn Fn() -> F,
        terminal: &Terminal,
    ) -> Result<()> {
        let row = |finding: Result<Diagnostic>| finding.map(|finding| tables::finding_row(report, figures, &finding));
        let findings = || findings().map(row);
        let heads = tables::finding_heads(figures);
        let mut files = Vec::new();
        if let Some(file) = self.html {
            files.push(written(file, html::page(figures).as_bytes()));
        }
        if let Some(mut file) = self.json {
            let json = serde_json::to_writer_pretty(&mut file, figures);
            files.push(match json {
                Ok(()) => written(file, b"\n"),
                Err(error) => Err(file.failed(error.into())),
            });
        }
        let mut tables = tables::tables(figures);
        tables.extend(worksheet.map(tables::worksheet));
        if let Some(file) = self.xlsx {
            let bytes = tables::write_workbook(&tables, &heads, findings(), &|source| file.failed(source));
            files.push(bytes.and_then(|bytes| written(file, &bytes)));
        }
        if let Some(folder) = self.csv {
            older(&folder, &tables, terminal);
            for table in &tables {
                let rows = table.rows.iter().cloned().map(Ok);
                files.push(write_csv(&folder, &table.name, &table.heads, rows));
            }
            files.push(write_csv(&folder, "findings", &heads, findings()));
        }
        let (whole, broken): (Vec<_>, Vec<_>) = files.into_iter().partition(Result::is_ok);
        let named = finish_all(whole.into_iter().flatten());
        broken.into_iter().find_map(Result::err).map_or(named, Err)?;
        if self.markdown { print(&tables::markdown(&tables, figures)) } else { Ok(()) }
    }
}

fn written(mut file: WholeFile, bytes: &[u8]) -> Result<WholeFile> {
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    Ok(file)
}

/// Says which tables of an earlier report the folder has, that this one does not write.
fn older(folder: &Path, tables: &[tables::Table<'_>], terminal: &Terminal) {
    let written = |name: &str| name == "findings" || tables.iter().any(|table| table.name == name);
    let names = tables::names(&By::ALL).filter(|name| !written(name));
    let left: Vec<String> = names
        .map(|name| in_folder(folder, &name))
        .filter(|path| path.exists())
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    if !left.is_empty() {
        terminal.note(&format!("{} has tables that are not of this report: {}", folder.display(), left.join(", ")));
    }
}

/// The file of a table.
fn in_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.csv", name.replace(' ', "-")))
}

fn write_csv(
    folder: &Path,
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Result<Vec<tables::Cell>>>,
) -> Result<WholeFile> {
    let path = in_folder(folder, name);
    let mut file = WholeFile::create(&path)?;
    tables::write_csv(heads, rows, &mut file, &|source| Error::io("write", &path)(source))?;
    Ok(file)
}
