//! An input as the plain text the reader wants, whatever it came as.
//!
//! UTF-16 is turned into UTF-8 and a sheet of a workbook into rows of cells, before anything is read of them. Everything
//! else is handed on byte for byte.

use super::source::{Source, Watched};
use super::workbook::{self, Sheet};
use crate::claim::dialect::SAMPLE;
use crate::claim::encoding::{Encoding, Narrowed};
use crate::claim::marks::Marks;
use crate::error::{Error, Result};
use crate::number::said;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// An input being read as plain text.
pub(super) struct Plain {
    form: Form,
    /// How it is encoded.
    pub(super) encoding: Encoding,
    /// The sheet that is read, where it is a workbook.
    pub(super) sheet: Option<String>,
    /// The other sheets of the workbook.
    others: Vec<String>,
    /// What cuts it into cells, where that is known and not to be found out.
    pub(super) marks: Option<Marks>,
    /// What is to be said of it.
    pub(super) notes: Vec<String>,
    /// The file it is, if it is one.
    pub(super) watched: Option<Watched>,
}

enum Form {
    Bytes(Begun),
    Wide(Narrowed<Begun>),
    Sheet(Cursor<Vec<u8>>),
}

/// A source whose beginning has been looked at.
struct Begun {
    ahead: Cursor<Vec<u8>>,
    source: Source,
}

impl Read for Begun {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.ahead.read(buffer)? {
            0 => self.source.read(buffer),
            count => Ok(count),
        }
    }
}

impl Plain {
    /// Looks at the beginning of an input; of a workbook the sheet of this name is read, or the first one.
    ///
    /// # Errors
    /// When it cannot be read, or is a workbook without such a sheet.
    pub(super) fn new(mut source: Source, path: &Path, sheet: Option<&str>) -> Result<Self> {
        let (mut ahead, watched) = (Vec::new(), source.watched.take());
        source.by_ref().take(SAMPLE as u64).read_to_end(&mut ahead).map_err(Error::io("read", path))?;
        let encoding = Encoding::detect(&ahead);
        let is_workbook = workbook::is_workbook(&ahead);
        let mut begun = Begun { ahead: Cursor::new(ahead), source };
        if is_workbook {
            let mut bytes = Vec::new();
            begun.read_to_end(&mut bytes).map_err(Error::io("read", path))?;
            let Sheet { name, others, text, unreckoned } = workbook::sheet(path, bytes, sheet)?;
            return Ok(Self {
                form: Form::Sheet(Cursor::new(text)),
                encoding: Encoding::Utf8,
                sheet: Some(name),
                marks: Some(workbook::MARKS),
                notes: without_result(unreckoned).into_iter().chain(not_read(&others)).collect(),
                others,
                watched,
            });
        }
        let form = if encoding.is_wide() { Form::Wide(Narrowed::new(begun, encoding)) } else { Form::Bytes(begun) };
        Ok(Self { form, encoding, sheet: None, others: Vec::new(), marks: None, notes: Vec::new(), watched })
    }

    /// Why an input is refused; of a workbook, which sheet it was and which others there are.
    pub(super) fn refused(&self, error: Error) -> Error {
        match (error, &self.sheet) {
            (Error::Input { path, problem, help }, Some(sheet)) if !self.others.is_empty() => {
                let sheets = format!("this is sheet \"{sheet}\"; --sheet reads another one: {}", quoted(&self.others));
                Error::Input {
                    path,
                    problem,
                    help: Some(help.map_or(sheets.clone(), |help| format!("{help}\n{sheets}"))),
                }
            }
            (error, _) => error,
        }
    }

    /// Back to the first character.
    ///
    /// # Errors
    /// When the input cannot be read again.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        let again = |mut begun: Begun| {
            begun.source.rewind()?;
            Ok::<_, io::Error>(Begun { ahead: Cursor::default(), ..begun })
        };
        self.form = match std::mem::replace(&mut self.form, Form::Sheet(Cursor::default())) {
            Form::Bytes(begun) => Form::Bytes(again(begun)?),
            Form::Wide(wide) => Form::Wide(Narrowed::new(again(wide.into_source())?, self.encoding)),
            Form::Sheet(mut text) => {
                text.set_position(0);
                Form::Sheet(text)
            }
        };
        Ok(())
    }

    /// Bytes read so far, or the size of the file where that is known.
    #[must_use]
    pub(super) fn size(&self) -> u64 {
        match &self.form {
            Form::Bytes(begun) => begun.source.size(),
            Form::Wide(wide) => wide.source().source.size(),
            Form::Sheet(text) => text.get_ref().len() as u64,
        }
    }
}

/// What is to be said of the other sheets of a workbook.
fn not_read(others: &[String]) -> Option<String> {
    (!others.is_empty()).then(|| format!("other sheets of the workbook, read with --sheet: {}", quoted(others)))
}

fn quoted(sheets: &[String]) -> String {
    sheets.iter().map(|sheet| format!("\"{sheet}\"")).collect::<Vec<_>>().join(", ")
}

/// What is to be said of formulas that were never reckoned: they read as blank.
fn without_result(formulas: u64) -> Option<String> {
    let cells = match formulas {
        0 => return None,
        _ => said(
            formulas,
            "cell is a formula without its result in the workbook and was",
            "cells are formulas without their results in the workbook and were",
        ),
    };
    Some(format!("{cells} read as blank; open it in the spreadsheet program and save it again"))
}

impl Read for Plain {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.form {
            Form::Bytes(begun) => begun.read(buffer),
            Form::Wide(wide) => wide.read(buffer),
            Form::Sheet(text) => text.read(buffer),
        }
    }
}
