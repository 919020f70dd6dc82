//! The formats that programs read, each on the same small report; and that no text whatever breaks one.

use super::*;
use proptest::prelude::*;

#[test]
fn junit_tells_failed_from_passed_and_not_run() {
    let findings = [header_not_billable(), malformed(), mild()];
    let mut summary = Summary { not_run: partly_checked().not_run, ..summary(&findings) };
    summary.not_run.truncate(1);
    summary.files[0].selected = (0..4).map(RuleId).collect();
    summary.files.push(FileSummary { name: "gone.csv".into(), ..FileSummary::default() });
    assert_snapshot!(written(Format::Junit, Look::default(), &findings, &summary));
}

#[test]
fn gitlab_numbers_equal_findings() {
    assert_snapshot!(show(Format::Gitlab, &[header_not_billable(), header_not_billable(), over_two_lines()]));
    assert_eq!(show(Format::Gitlab, &[]), "[\n]\n");
}

#[test]
fn github_annotates_the_worst_first_and_once_per_code() {
    let findings = [over_two_lines(), header_not_billable(), malformed(), header_not_billable(), mild()];
    assert_snapshot!(show(Format::Github, &findings));
    let evil = Diagnostic { message: "50%\n::error ::x".into(), ..header_not_billable() };
    let shown = show(Format::Github, &[evil]);
    assert_eq!(shown.lines().filter(|line| line.starts_with("::")).count(), 1, "{shown}");
}

#[test]
fn csv_is_one_row_each() {
    assert_snapshot!(show(Format::Csv, &[header_not_billable(), over_two_lines(), malformed()]));
}

#[test]
fn markdown_shows_tables_and_no_markup_of_cells() {
    let evil = Diagnostic { message: "<b>|[x](http://x)` @team #1 *".into(), ..over_two_lines() };
    let findings = [header_not_billable(), evil, malformed(), mild(), header_not_billable()];
    assert_snapshot!(show(Format::Markdown, &findings));
}

#[test]
fn sarif_says_what_is_where() {
    let findings = [over_two_lines(), header_not_billable()];
    let summary = Summary { not_run: partly_checked().not_run[..1].to_vec(), ..summary(&findings) };
    assert_snapshot!(written(Format::Sarif, Look::default(), &findings, &summary));
}

fn assert_xml(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().expect("XML") {
            quick_xml::events::Event::Eof => return,
            quick_xml::events::Event::Start(tag) => {
                assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{text}");
            }
            _ => {}
        }
    }
}

fn csv_rows(text: &str) -> Vec<::csv::StringRecord> {
    ::csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_breaks_a_format(
        message in "\\PC{0,80}|.{0,80}",
        cells in prop::collection::vec(("\\PC{0,20}|.{0,20}", "\\PC{0,20}|.{0,20}", 0u64..4, any::<u32>(), "\\PC{0,9}"), 0..6),
        width in 0usize..120,
        line in any::<u64>(),
        colour in any::<bool>(),
    ) {
        let cells = cells.into_iter()
            .map(|(header, value, line, column, label)| cell(Field::Units, &header, &value, line, column, &label))
            .collect();
        let finding = Diagnostic { message: message.clone(), help: message, line, cells, ..header_not_billable() };
        for format in Format::ALL {
            let look = Look { colour, width, ..Look::default() };
            let shown = written(format, look, std::slice::from_ref(&finding), &summary(&[]));
            match format {
                Format::Concise => prop_assert_eq!(shown.lines().count(), 1),
                Format::Json | Format::Sarif | Format::Gitlab => {
                    serde_json::from_str::<serde_json::Value>(&shown).expect("JSON");
                }
                Format::Junit => assert_xml(&shown),
                Format::Csv => {
                    let rows = csv_rows(&shown);
                    prop_assert_eq!(rows.len(), 1);
                    prop_assert_eq!(&rows[0][2], "dx-header-not-billable");
                }
                Format::Github => prop_assert_eq!(shown.lines().count(), 2),
                Format::Markdown => prop_assert_eq!(shown.lines().filter(|line| line.starts_with("| 1 |")).count(), 1),
                // Its own script, and nothing else that is obeyed.
                Format::Html => prop_assert_eq!(shown.matches("<script").count(), 1),
                Format::Human | Format::Jsonl => {}
            }
        }
    }
}
