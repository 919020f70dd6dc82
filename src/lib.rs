//! claimlint, the linter for medical claims.
//!
//! **Bytes become claims, claims meet rules, rules leave findings, findings become a report.** Each of those words is a
//! type, a folder and a layer. `main.rs` does nothing but call [`cli::run`]; everything else is this library, so tests
//! call what users call.
//!
//! # The layers
//!
//! A layer uses only what stands before it. In order:
//!
//! | layer | what it knows |
//! |---|---|
//! | [`code`], [`date`], [`error`], [`field`], [`number`] | the words: one ICD-10-CM code, one day, why a run failed, which columns a claim can have, one or many |
//! | [`text_file`] | text files that are read whole, and how large they may be; the byte order mark before a text |
//! | [`icd`] | the code book: every release of ICD-10-CM by date, its tree, its notes; the import of the official files |
//! | [`search`] | a code by words: titles, inclusion terms and the Alphabetic Index, packed when the program is built |
//! | [`claim`] | from bytes to claims: dialect, header, records, cells, and one claim as its rules see it |
//! | [`hcpcs`] | the public code sets of a service line: HCPCS Level II, modifiers, places of service |
//! | [`table`] | the user's own tables: NCCI edits, medically unlikely edits, procedure lists |
//! | [`rule`] | what a rule file says, what it means, and what it finds on one claim |
//! | [`report`] | what a run has to tell: diagnostics, counts, what was not checked, and the figures of a review |
//! | [`check`] | the linter: rules bound to a file and run over its claims, in parallel, in bounded memory |
//! | [`render`] | one output format per file, each from a report to bytes |
//! | [`page`] | rules as pages to read, each example with the finding it makes |
//! | [`fix`] | a claim file copied with what is certain and only formatting corrected |
//! | [`explain`] | sheets of what is known of a code, modifier, procedure or rule on a day |
//! | [`config`] | `claimlint.toml`, checked before anything runs |
//! | [`cli`] | arguments and exit codes, one small file per verb; the only place that prints |
//!
//! [`error::Error`] (the run could not do its work) and [`report::Diagnostic`] (something is wrong in the claims) are
//! different words and never convert into each other: the first is exit code 2, the second exit code 1.
//!
//! # From bytes to a report
//!
//! ```text
//!  rules/*.toml, packs ── Registry ── Selection ──────┐
//!  data/ (in the binary) or --data ── CodeBook ───────┤
//!  [tables] of claimlint.toml ── Tables ──────────────┤
//!  claimlint.toml + arguments ── Settings ────────────┼── Linter (rules Bound to the file's columns)
//!                                                     │      │
//!  file or stdin ── Opening (dialect, header, Layout) ┘      │
//!        └── Windows ══ workers ══ Claim ── native checks, rules ── Finding ── Diagnostic
//!                                                                                   │
//!                     stdout, files ── Render ── Report ── Spool (in file order) ───┘
//! ```
//!
//! 1. [`claim::opening`] reads the beginning of the file: delimiter, quotes, line ends, and the header, which becomes a
//!    [`claim::Layout`]. From here on nobody knows header spellings, only [`field::Field`]s.
//! 2. [`rule::Bound`] binds the selected rules to that layout. A rule whose columns are missing is not run and is said
//!    to be so; an unbound rule cannot run at all.
//! 3. [`claim::window`] cuts the file into windows of whole claims; each worker reads and checks one at a time. The
//!    [`claim::Assembler`] makes its rows one [`claim::Claim`] after the other, in buffers it keeps.
//! 4. The native checks ([`check::native`]) and the bound rules judge the claim. What they leave is a
//!    [`rule::Finding`]: which rule, which cells, which words.
//! 5. Only for claims with a finding are the rows read again for line and column; the result is a
//!    [`report::Diagnostic`], which owns everything a report may say about it.
//!    Here, and not in the checks, the settings have their say: the severity of a rule in this file, and whether a
//!    suppression covers the finding. What a baseline knows is set aside when all files are done.
//! 6. Diagnostics go to a [`report::Spool`] in file order, in memory or on disk. When all files are done, every
//!    requested format is written in one pass over the spool.
//!
//! # Why it is so
//!
//! **A code is eight bytes** ([`code::Code`]): upper case, no dot, left-aligned in an integer. Comparing codes is
//! comparing integers, looking one up costs no allocation, and what is spelled below a header is one slice of a sorted
//! table. The official order is *not* that order (K31.B stands after K31.1, C7A before C76): whatever is about ranges,
//! blocks or parents asks the code book.
//!
//! **A release is a bit.** An [`icd::Entry`] is a code that ever existed, with one mask of the releases that have it and
//! one of those in which it is billable; "billable on this date" is an AND. The releases share most of their codes:
//! `codes.tsv` holds all sixteen since FY2016 in 100,733 lines, and FY2027 alone has 98,403 codes. A validity always has a
//! date: [`icd::CodeSet`] is only to be had for one.
//!
//! **The code book is packed when the program is built**, from reviewable text in `data/`, into the form it has in
//! memory, so that no run has to parse it. `--data` packs a folder of the same tables at run time.
//!
//! Its texts are packed once more, in pieces of which each is unpacked when first asked for: a run needs the titles of a few
//! codes, and all of them are a quarter of the binary.
//!
//! **So is the search index.** A word leads to the texts it stands in, a text to a code; titles and inclusion terms are named
//! by their place in the code book, so that only the Alphabetic Index adds text of its own.
//!
//! **What is explained is asked, not listed.** A sheet of [`explain`] is put together from the code book, the tables and the
//! rules at the moment it is wanted; which rules speak about a code is read from what the rules test.
//!
//! **Rules are data.** A coder can read, change and add them, and a payer's rules are one more file. A rule file
//! carries the words, the reason, the source and examples that are run as tests. What the language cannot say is a
//! native check: one function, named by the same kind of entry, with all wording still in the TOML. Rules are compiled
//! to bit masks over the named sets they share, and what a diagnosis belongs to is remembered per code ([`rule::Memo`]),
//! so that what a claim costs hardly depends on how many rules there are.
//!
//! **Blame a cell, locate later.** A check points at a [`claim::CellRef`]: row and column of the claim at hand. Offsets,
//! line numbers and column numbers are worked out only for what is reported; a claim without a finding pays nothing for
//! them.
//!
//! **A file is cut between claims.** A cut is made only where a record ends and the next has another claim id, so no
//! claim whose rows stand together is ever split, workers share nothing, and memory depends on the window and not on the
//! file. The report is the same for every cut and any number of threads.
//!
//! **Claims whose rows are scattered take a second pass.** The first pass judges each run of rows with one claim id as
//! if it were the claim, and remembers which ids may have come by before. Only if there are any is the file read again
//! (standard input is copied to a temporary file meanwhile): the rows of those claims are collected, what was said of the
//! pieces is taken back, and each claim is judged whole. A file sorted by claim never pays for it.
//!
//! **Privacy by construction.** A renderer sees a [`report::Diagnostic`] and nothing else of the file, and a diagnostic
//! owns the claim id and the cells its rule read. No other column can reach a log, whatever the format.

pub mod code;
pub mod date;
pub mod error;
pub mod field;
pub mod number;

pub mod text_file;

pub mod icd;

pub mod search;

pub mod claim;

pub mod hcpcs;

pub mod table;

pub mod rule;

pub mod report;

pub mod check;

pub mod render;

pub mod page;

pub mod fix;

pub mod explain;

pub mod config;

pub mod cli;
