//! The files given, recognised by what is in them: their names change from year to year.

use super::conversion::{self, Conversion};
use super::order::{self, OrderFile};
use super::sources::{self, File};
use super::tabular::{self, Tabular};
use super::{hex, refuse, usage};
use crate::error::{Error, Result};
use crate::text_file::without_mark;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// The files of one release, read and recognised.
#[derive(Default)]
pub(super) struct Official {
    pub(super) order: Option<(PathBuf, OrderFile)>,
    pub(super) tabular: Option<(PathBuf, Tabular)>,
    pub(super) conversions: Vec<Conversion>,
    pub(super) files: Vec<File>,
}

/// Reads the files of one release.
pub(super) fn read(paths: &[PathBuf]) -> Result<Official> {
    let mut official = Official::default();
    for path in paths {
        let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
        let text = without_mark(&bytes).trim_ascii_start();
        let twice =
            |kind: &str| usage(format!("two files are {kind}; one is {}", path.display()), "give one of each kind");
        let kind = if order::is_order_file(&bytes) {
            let read = (path.clone(), order::read(path, &bytes)?);
            if official.order.replace(read).is_some() {
                return Err(twice("order files"));
            }
            "order file"
        } else if text.starts_with(b"<") {
            let read = (path.clone(), tabular::read(path, &bytes)?);
            if official.tabular.replace(read).is_some() {
                return Err(twice("Tabular Lists"));
            }
            "tabular list"
        } else if conversion::is_conversion_table(&bytes) {
            official.conversions.extend(conversion::read(path, &bytes)?);
            "conversion table"
        } else {
            return Err(refuse(path, 1, "this is neither an order file, a Tabular List (XML) nor a conversion table"));
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let status = sources::status(&name);
        official.files.push(File { name, kind, status, sha256: hex(&Sha256::digest(&bytes)) });
    }
    Ok(official)
}
