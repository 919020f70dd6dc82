//! The formats that programs read, each on the same small report.

use super::*;

#[test]
fn junit_tells_failed_from_passed_and_not_run() {
    let findings = [header_not_billable(), malformed(), mild()];
    let mut summary = Summary { not_run: partly_checked().not_run, ..summary(&findings) };
    summary.not_run.truncate(1);
    summary.selected = (0..4).map(RuleId).collect();
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
