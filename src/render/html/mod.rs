//! `html`: the figures of a run as one page that needs nothing else: no network, no other file.
//!
//! It is sent by mail and opened from a disk, so the page itself forbids whatever it does not bring: the content security
//! policy names its one style sheet and its one script by their hashes. Text from claims is escaped wherever it goes.
//! However many findings there are, the page names some of each rule and counts the others.

mod audit;
mod changes;
mod charts;
mod checked;
mod groups;
mod months;
mod parts;
mod rules;

use super::Render;
use super::remarks::interrupted;
use crate::report::qa::{Figures, Gathered};
use crate::report::{Diagnostic, Report, Standing};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, PreEscaped, html};
use parts::head;
pub(super) use parts::{capital, money};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Findings named of each rule, where nobody says otherwise.
pub const EXAMPLES: usize = 5;

/// The format.
pub(super) struct Html {
    gathered: Gathered,
}

impl Html {
    pub(super) fn new() -> Self {
        Self { gathered: Gathered::new(EXAMPLES) }
    }
}

impl Render for Html {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, _: Report<'_>, finding: &Diagnostic, _: &mut dyn Write) -> io::Result<()> {
        // A fault the baseline knows is one: claims are counted with it, and so is it.
        if matches!(finding.standing, Standing::Open | Standing::Known) {
            self.gathered.add(finding);
        }
        Ok(())
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(page(&Figures::new(report, &self.gathered)).as_bytes())
    }
}

/// What the browser may carry out: the page's own style and script, and nothing else.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// The page.
#[must_use]
pub fn page(figures: &Figures) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(concat!("claimlint ", env!("CARGO_PKG_VERSION")));
                title { "Coding quality: " (head(figures)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#figures" { "To the figures" }
                header {
                    h1 { "Coding quality" }
                    p class="soft" { (head(figures)) }
                    @if figures.interrupted { p class="error" { strong { (capital(&interrupted(0))) "." } } }
                    (parts::contents(figures))
                }
                main {
                    (parts::figures(figures))
                    (checked::section(figures))
                    @if let Some(audit) = &figures.audit { (audit::section(audit)) }
                    @if let Some(changes) = &figures.changes { (changes::section(changes)) }
                    (rules::section(figures))
                    @for by in &figures.by { (groups::section(figures, by)) }
                    (groups::months(figures))
                    (parts::codes(figures))
                    (rules::each(figures))
                }
                p id="said" class="skip" role="status" {}
                footer { (parts::reading()) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}
