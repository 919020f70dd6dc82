//! A report depends on the file and on nothing else: not on where it is cut into windows, not on the number
//! of threads, not on whether it comes through a pipe, and not on whether the lines of a claim stand together. A file
//! that has every nuisance a cut could fall on is cut at every byte.

use claimlint::check::{Input, Outcome, Settings, check};
use claimlint::claim::window::Cuts;
use claimlint::report::{Diagnostic, Summary};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const HEADER: &str = "claim_id,line_number,service_date,dx1,dx2,note\n";

/// What a file begins with is read in one piece of this size, and only what follows is read window by window.
const OPENING: usize = claimlint::claim::dialect::SAMPLE;

/// Rows of clean claims before the nuisances.
const FILLER_ROWS: usize = 66;

/// Every nuisance a cut could fall on. The first line is line 68 of the file.
const NASTY: &[u8] = b"N1,1,2025-11-04,Z53.2,,\"two\nlines, one cell\"\r\n\
N1,2,2025-11-04,Z53.2,I10,\n\
\n\
\r\n\
N2,1,2025-11-04,\"S13.4XXB\",,\"he said \"\"no\"\"\n\nand left\"\n\
N3,1,2025-11-04,Z53.00,,a \"stray\" quote\n\
N4,1,2025-11-04,Z53.00,,\"never closed\n\
N5,1,2025-11-04,M54.5\n\
claim_id,line_number,service_date,dx1,dx2,note\n\
,1,2025-11-04,Z53.2,,no claim id\n\
,1,2025-11-04,Z53.2,,no claim id either\n\
N6,1,2025-11-04,G35,,caf\xE9\n\
N\xE9,1,2025-11-04,Z28.3,,\xFF\xFE\n\
N6,2,2025-02-30,G35,,\n\
N1,3,2025-11-04,Z53.2,E11.9,,,\n\
\"N7\",1,2025-11-04,\"250.00\",,\"x\"y,z\"\n\
N8,1,2025-11-04,E11.9,,\"half \"\"\n\
N9,1,2025-11-04,Z53.2,,no line end";

/// What must be said of them, read off the file above by hand: line, rule, claim, value of the blamed cell.
const SAID: [(u64, &str, &str, &str); 14] = [
    (68, "dx-header-not-billable", "N1", "Z53.2"),
    (73, "dx-7th-character-invalid", "N2", "S13.4XXB"),
    (76, "dx-unknown-code", "N3", "Z53.00"),
    (77, "row-malformed", "", ""),
    (78, "row-malformed", "", ""),
    (79, "row-malformed", "", ""),
    (80, "dx-header-not-billable", "", "Z53.2"),
    (81, "dx-header-not-billable", "", "Z53.2"),
    (82, "dx-header-not-billable", "N6", "G35"),
    (83, "dx-header-not-billable", "N\u{e9}", "Z28.3"),
    (84, "date-unreadable", "N6", "2025-02-30"),
    (86, "row-malformed", "", ""),
    (87, "row-malformed", "", ""),
    (88, "dx-header-not-billable", "N9", "Z53.2"),
];

/// The nuisances behind clean claims of so many bytes that the opening ends `inside` bytes behind their first one.
fn nasty_file(inside: usize) -> Vec<u8> {
    let room = OPENING - HEADER.len() - inside;
    let mut text = HEADER.to_owned();
    for row in 0..FILLER_ROWS {
        let start = format!("F{row:03},1,2025-11-04,E11.9,I10,");
        let len = room / FILLER_ROWS + usize::from(row < room % FILLER_ROWS);
        text.push_str(&start);
        text.extend(std::iter::repeat_n('x', len - start.len() - 1));
        text.push('\n');
    }
    assert_eq!(text.len(), OPENING - inside);
    [text.as_bytes(), NASTY].concat()
}

/// A folder for one claim file.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("claims.csv")
    }

    fn holding(&self, bytes: &[u8]) -> Input {
        std::fs::write(self.path(), bytes).expect("a file");
        Input::File(self.path())
    }
}

/// Everything a run says: the findings in their order, and the figures but for the time taken.
#[derive(Clone, PartialEq, Debug)]
struct Said {
    findings: Vec<Diagnostic>,
    summary: Summary,
    failed: Vec<String>,
    rules: Vec<String>,
}

impl Said {
    fn of(outcome: Outcome) -> Self {
        Self {
            findings: outcome.findings.iter().map(|finding| finding.expect("a finding")).collect(),
            summary: Summary { elapsed: Duration::ZERO, ..outcome.summary },
            failed: outcome.failed.iter().map(ToString::to_string).collect(),
            rules: outcome.rules.into_iter().map(|rule| rule.name).collect(),
        }
    }

    fn rule(&self, finding: &Diagnostic) -> &str {
        &self.rules[usize::from(finding.rule.0)]
    }

    /// The findings without their places in the file, in an order of their own.
    fn wherever(&self) -> Vec<String> {
        let words = |finding: &Diagnostic| {
            let cells: Vec<_> = finding.cells.iter().map(|cell| (&cell.header, &cell.value, &cell.label)).collect();
            let Diagnostic { message, help, claim_id, claim_line, fingerprint, .. } = finding;
            format!("{} {message} {help} {claim_id:?} {claim_line:?} {cells:?} {fingerprint}", self.rule(finding))
        };
        let mut found: Vec<String> = self.findings.iter().map(words).collect();
        found.sort_unstable();
        found
    }

    /// The figures of the file that do not depend on the order of its rows.
    fn figures(&self) -> (u64, u64, u64, u64, claimlint::report::Unchecked) {
        let file = &self.summary.files[0];
        (file.rows, file.malformed_rows, file.claims, file.diagnoses, file.unchecked)
    }
}

/// The rules of reading and of codes, which this file knows; those of later packs are left out.
fn run(input: &Input, threads: usize, cuts: Cuts) -> Said {
    let select = vec!["DX1".to_owned(), "RD1".to_owned()];
    let settings = Settings { threads: NonZeroUsize::new(threads), cuts, select, ..Settings::default() };
    Said::of(check(std::slice::from_ref(input), &settings).expect("a run"))
}

fn cuts(window: usize) -> Cuts {
    Cuts { window, ..Cuts::default() }
}

#[track_caller]
fn assert_same(said: &Said, expected: &Said, how: &str) {
    // Not assert_eq: two whole reports would hide what differs.
    if let Some((a, b)) = said.findings.iter().zip(&expected.findings).find(|(a, b)| a != b) {
        panic!("{how}: {a:#?}\ninstead of {b:#?}");
    }
    assert_eq!(said.findings.len(), expected.findings.len(), "{how}");
    assert_eq!(said, expected, "{how}");
}

/// Where the header stands again in another order nothing below it has a say, also in what is said of a claim that has rows on
/// both sides, or rows apart above it.
#[test]
fn a_file_ends_where_its_columns_change_their_order() {
    let row = |number: usize| {
        format!("C{},1,2025-11-04,{},,\n", number % 9000, if number.is_multiple_of(500) { "Z53.2" } else { "E11.9" })
    };
    let above: String = (0..12_000).map(row).collect();
    let below: String = (0..12_000).rev().map(row).collect();
    let whole = format!("{HEADER}{above}line_number,claim_id,service_date,dx1,dx2,note\n{below}");
    assert!(HEADER.len() + above.len() > OPENING);
    let place = Place::new();
    let expected = run(&place.holding(whole.as_bytes()), 1, Cuts::default());
    let failed = expected.failed.join(" ");
    assert!(failed.contains("the header stands again on line 12002, with its columns in another order"), "{failed}");
    let figures = expected.figures();
    assert_eq!((figures.0, figures.1, figures.2), (12_001, 1, 9000));
    assert!(expected.findings.iter().all(|finding| finding.line <= 12_002));
    assert_eq!(expected.findings.len(), 19);
    for (threads, window) in [(1, 1000), (2, 7000), (4, 50_000), (4, 256 << 10)] {
        let said = run(&Input::File(place.path()), threads, cuts(window));
        assert_same(&said, &expected, &format!("{threads} threads, windows of {window}"));
    }
    // Below it the rows seem to be of one claim that is too long, which another worker may find before.
    let below = "1,C1,2025-11-04,E11.9,,\n".repeat(12_000);
    let input =
        place.holding(format!("{HEADER}{above}line_number,claim_id,service_date,dx1,dx2,note\n{below}").as_bytes());
    let cuts = Cuts { claim: 20_000, ..cuts(1000) };
    let expected = run(&input, 1, cuts);
    for _ in 0..5 {
        assert_same(&run(&input, 4, cuts), &expected, "4 threads, a claim that is too long below");
    }
}

#[test]
fn what_is_said_of_the_nasty_file_is_what_stands_there() {
    let place = Place::new();
    let said = run(&place.holding(&nasty_file(0)), 1, Cuts::default());
    let found: Vec<_> = said
        .findings
        .iter()
        .map(|finding| {
            let value = finding.cells.first().map_or("", |cell| cell.value.as_str());
            (finding.line, said.rule(finding), finding.claim_id.as_deref().unwrap_or_default(), value)
        })
        .collect();
    assert_eq!(found, SAID);
    // Rows: the filler, sixteen with something in them, of which five are malformed. Claims: the filler, N1, N2, N3,
    // two without an id, N6, Né, N9.
    let filler = FILLER_ROWS as u64;
    let file = &said.summary.files[0];
    assert_eq!((file.rows, file.malformed_rows, file.claims), (filler + 16, 5, filler + 8));
    // Diagnoses: two of each filler; N1 has three, the others one.
    assert_eq!(file.diagnoses, 2 * filler + 3 + 7);
}

#[test]
fn every_window_gives_the_same_report() {
    let place = Place::new();
    let input = place.holding(&nasty_file(0));
    let expected = run(&input, 1, Cuts::default());
    for window in 1..=NASTY.len() + 1 {
        assert_same(&run(&input, 1, cuts(window)), &expected, &format!("window {window}"));
    }
}

#[test]
fn wherever_the_opening_ends_the_report_is_the_same() {
    let place = Place::new();
    let found = |said: &Said| said.findings.iter().map(|finding| (finding.line, finding.message.clone())).collect();
    let expected = run(&place.holding(&nasty_file(0)), 1, Cuts::default());
    let expected_found: Vec<_> = found(&expected);
    for inside in 1..=NASTY.len() {
        let said = run(&place.holding(&nasty_file(inside)), 1, cuts(1 + inside % 90));
        assert_eq!(found(&said), expected_found, "the opening ends at {inside}");
        assert_eq!(said.summary, expected.summary, "the opening ends at {inside}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_report() {
    let place = Place::new();
    let input = place.holding(&nasty_file(0));
    let expected = run(&input, 1, Cuts::default());
    for threads in [1, 2, 7] {
        for window in [1, 16, 64, 300, 1 << 12, 4 << 20] {
            let said = run(&input, threads, cuts(window));
            assert_same(&said, &expected, &format!("{threads} threads, window {window}"));
        }
    }
}

/// The same name in two encodings is two claims that read the same in a report: both are told, though one is in pieces.
#[test]
fn claims_that_read_the_same_are_told_apart() {
    let place = Place::new();
    let line = "1,2025-11-04,Z53.2,,\n";
    let rows = [b"N\xE9,", line.as_bytes(), "N\u{e9},".as_bytes(), line.as_bytes(), b"N\xE9,", line.as_bytes()];
    let said = run(&place.holding(&[HEADER.as_bytes(), &rows.concat()].concat()), 1, Cuts::default());
    assert_eq!(said.findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(said.summary.files[0].claims, 2);
}

/// Rows that are none, however many stand in a row, are not taken for one claim too long to be checked, and part none.
#[test]
fn a_long_run_of_malformed_rows_stays_between_the_rows_of_its_claim() {
    let place = Place::new();
    let line = |line: usize| format!("C1,{line},2025-11-04,Z53.2,,\n");
    let file = [HEADER, &line(1), &"neither here nor there\n".repeat(5000), &line(2)].concat();
    let cuts = Cuts { window: 1 << 10, claim: 4 << 10 };
    for threads in [1, 3] {
        let said = run(&place.holding(file.as_bytes()), threads, cuts);
        let of_codes = said.findings.iter().filter(|finding| finding.claim_id.is_some());
        assert_eq!(of_codes.map(|finding| finding.line).collect::<Vec<_>>(), [2]);
        let figures = &said.summary.files[0];
        assert_eq!(
            (figures.rows, figures.malformed_rows, figures.claims, figures.failed.as_ref()),
            (5002, 5000, 1, None)
        );
        assert_eq!(said.findings.len(), 5001);
    }
}

/// One row of a claim, as the shuffles below make them: claim, number, then what the line says.
type Rows = Vec<(usize, usize, String)>;

fn file_of(rows: &Rows) -> Vec<u8> {
    let mut text = HEADER.to_owned();
    for (claim, line, rest) in rows {
        writeln!(text, "C{claim},{line},{rest}").expect("to memory");
    }
    text.into_bytes()
}

/// What a line can say: dates on both sides of a release, codes of every verdict, text a splitter can trip over.
fn line() -> impl Strategy<Value = String> {
    let date = prop::sample::select(vec!["2025-09-30", "2025-10-01", "11/04/2025", "", "2025-02-30", "2012-01-01"]);
    let dx =
        || prop::sample::select(vec!["E11.9", "G35", "Z53.2", "S72.001", "Z53.00", "250.00", "", "#", "I10", "x y"]);
    let note = prop::sample::select(vec!["", "plain", "\"a,b\"", "\"a\nb\"", "\"\"\"\"", "a\"b", "=\"1\""]);
    (date, dx(), dx(), note).prop_map(|(date, dx1, dx2, note)| format!("{date},{dx1},{dx2},{note}"))
}

/// Claims of one to five lines, one after the other.
fn claims() -> impl Strategy<Value = Rows> {
    prop::collection::vec(prop::collection::vec(line(), 1..5), 1..9).prop_map(|claims| {
        let rows = |(claim, lines): (usize, Vec<String>)| {
            lines.into_iter().enumerate().map(move |(line, rest)| (claim, line + 1, rest))
        };
        claims.into_iter().enumerate().flat_map(rows).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// The lines of all claims mixed, those of each claim still in their order.
    #[test]
    fn scattered_claims_are_judged_as_whole_ones(
        rows in claims(),
        keys in prop::collection::vec(any::<u32>(), 40),
        window in 1usize..400,
        threads in 1usize..4,
    ) {
        let place = Place::new();
        let whole = run(&place.holding(&file_of(&rows)), 1, Cuts::default());
        let mut keyed: Vec<(u32, usize)> = keys.into_iter().zip(rows.iter().map(|row| row.0)).collect();
        keyed.sort_unstable();
        let mut left: Vec<_> = rows.iter().map(Some).collect();
        let scattered: Rows = keyed
            .into_iter()
            .filter_map(|(_, claim)| left.iter_mut().find(|row| row.is_some_and(|row| row.0 == claim))?.take().cloned())
            .collect();
        prop_assert_eq!(scattered.len(), rows.len());
        let said = run(&place.holding(&file_of(&scattered)), threads, cuts(window));
        prop_assert_eq!(said.wherever(), whole.wherever());
        prop_assert_eq!(said.figures(), whole.figures());
        prop_assert_eq!(&said.summary.counts, &whole.summary.counts);
        prop_assert_eq!(&said.summary.releases, &whole.summary.releases);
    }

    /// Text that means nothing, cut anywhere.
    #[test]
    fn any_text_gives_the_same_report_for_every_cut(
        text in "([ABé]{0,2},|1,|2025-11-04,|Z53\\.2,|\"|\"\"|\n|\r\n|,|x|claim_id,line_number){0,120}",
        pad in 0usize..200,
        window in 1usize..300,
        threads in 1usize..8,
    ) {
        let place = Place::new();
        let mut file = nasty_file(pad);
        file.truncate(OPENING - pad);
        file.extend_from_slice(text.as_bytes());
        let input = place.holding(&file);
        let expected = run(&input, 1, Cuts::default());
        let said = run(&input, threads, cuts(window));
        prop_assert_eq!(said, expected);
    }
}

/// The report of the program on a file or, piece by piece, on its standard input.
fn printed(path: &Path, piped: bool) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(path.parent().expect("a folder")).args([
        "check",
        "--isolated",
        "--select",
        "reading",
        "--select",
        "diagnosis",
        "--format",
        "json",
    ]);
    command.arg(if piped { "-".as_ref() } else { path.file_name().expect("a name") });
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("claimlint runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let bytes = std::fs::read(path).expect("the file");
    let feed = std::thread::spawn(move || {
        // The program may be done before it has read everything.
        let _ = bytes.chunks(9973).filter(|_| piped).try_for_each(|chunk| stdin.write_all(chunk));
    });
    let output = child.wait_with_output().expect("claimlint ends");
    feed.join().expect("fed");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.code(), stdout.replace("\"claims.csv\"", "NAME").replace("\"<stdin>\"", "NAME"))
}

/// Large enough that the copy kept of a pipe goes to disk, with claims that come back at the end.
#[test]
fn a_pipe_gives_the_report_of_the_file() {
    let mut text = HEADER.to_owned();
    for round in 0..2 {
        for claim in 0..9000 {
            let dx = if claim % 100 == 7 { "Z53.2" } else { "E11.9" };
            let note = "n".repeat(60);
            writeln!(text, "C{claim},{},2025-11-04,{dx},I10,{note}", round + 1).expect("to memory");
        }
    }
    let place = Place::new();
    let bytes = [text.as_bytes(), NASTY].concat();
    assert!(bytes.len() > 1 << 20);
    place.holding(&bytes);
    let file = printed(&place.path(), false);
    let pipe = printed(&place.path(), true);
    assert_eq!((file.0, pipe.0), (Some(1), Some(1)));
    let different = file.1.lines().zip(pipe.1.lines()).find(|(file, pipe)| file != pipe);
    assert_eq!(different, None);
    assert_eq!(file.1.len(), pipe.1.len());
    let json: serde_json::Value = serde_json::from_str(&file.1.replace("NAME", "\"\"")).expect("JSON");
    // Ninety claims with one bad code each, said once although each claim comes twice; and the nasty lines.
    assert_eq!(json["findings"].as_array().expect("findings").len(), 90 + SAID.len());
    assert_eq!(json["summary"]["claims"], 9000 + 8);
}
