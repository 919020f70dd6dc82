//! `SOURCES.toml`: which official files the tables were made from, and digests to prove that nothing was lost.

use serde::Serialize;

/// The comment the file opens with.
pub(super) const OPENING: &str = r#"# The official files these tables were made from, written by `claimlint data import`.
#
# sha256        of the file as published, unpacked
# codes_sha256  over the lines `CODE FLAG LONG-TITLE` of the order file, in its order, made from the file itself:
#               tr -d '\r' < ORDER-FILE |
#                 awk '{ c = substr($0, 7, 7); sub(/ +$/, "", c); print c " " substr($0, 15, 1) " " substr($0, 78) }' |
#                 sha256sum
# tree_sha256   over the lines `code parent block chapter` of every <diag> of the Tabular List (XML), in its order, `-`
#               for no parent, made from the nesting of the XML alone
# over_generated  codes the XML's 7th characters would make but the order file, the authority, leaves out
# misplaced     codes the XML nests below another header than their spelling says: `code header`
"#;

/// One release.
#[derive(Serialize)]
pub(super) struct Source {
    pub(super) release: String,
    pub(super) effective: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remark: Option<String>,
    pub(super) rows: usize,
    pub(super) billable: usize,
    pub(super) codes_sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tree_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) over_generated: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) misplaced: Vec<String>,
    pub(super) file: Vec<File>,
}

/// One of its files.
#[derive(Serialize)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) kind: &'static str,
    /// "published", or "derived" or "reconstructed" where the name says so.
    pub(super) status: &'static str,
    pub(super) sha256: String,
}

/// The status a file's own name gives it.
pub(super) fn status(name: &str) -> &'static str {
    let name = name.to_ascii_uppercase();
    match (name.contains("DERIVED"), name.contains("RECONSTRUCTED")) {
        (true, _) => "derived",
        (_, true) => "reconstructed",
        _ => "published",
    }
}

/// The release as it is appended to the file.
pub(super) fn appended(source: Source) -> Result<String, toml::ser::Error> {
    #[derive(Serialize)]
    struct Sources {
        release: [Source; 1],
    }
    toml::to_string(&Sources { release: [source] }).map(|text| format!("\n{text}"))
}
