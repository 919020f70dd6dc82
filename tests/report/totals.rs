//! The totals of a report are those of `check`, and what could not be read is in them: malformed rows, charges.

use super::{BY, counted, figures};
use claimlint::check::{Input, Settings, check};
use claimlint::claim::window::Cuts;
use claimlint::report::Report;
use claimlint::report::qa::{By, Figures, Gathered};
use claimlint::rule::Severity;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

#[test]
fn a_report_counts_what_check_counts_on_every_fixture() {
    let is_claims = |path: &PathBuf| path.extension().is_some_and(|end| end == "csv" || end == "xlsx");
    let (mut compared, mut malformed) = (0, 0);
    for path in files(Path::new("fixtures")).into_iter().filter(is_claims) {
        let input = [Input::File(path.clone())];
        let plain = check(&input, &Settings::default()).expect("checked").summary;
        if plain.files_read() == 0 {
            continue;
        }
        let by = BY.split(',').map(|by| by.parse::<By>().expect("a column"));
        let outcome = check(&input, &Settings { groups: Some(by.collect()), ..Settings::default() }).expect("checked");
        let mut gathered = Gathered::new(5);
        for finding in &outcome.findings {
            gathered.add(&finding.expect("a finding"));
        }
        let figures = Figures::new(Report { rules: &outcome.rules, summary: &outcome.summary }, &gathered);
        let all = &figures.all;
        let said = Severity::WORST_FIRST.map(|severity| plain.count(severity));
        assert_eq!([all.errors, all.warnings, all.infos], said, "{}", path.display());
        let of_rules: u64 = figures.rules.iter().map(|rule| rule.count).sum();
        assert_eq!(of_rules, said.iter().sum::<u64>(), "{}", path.display());
        for by in &figures.by {
            let of_groups: u64 = by.groups.iter().map(|group| group.errors + group.warnings + group.infos).sum();
            assert_eq!(of_groups + figures.of_no_group, of_rules, "{} by {}", path.display(), by.by);
        }
        let page = claimlint::render::html::page(&figures);
        let errors = if all.errors == 1 { "1 error".to_owned() } else { format!("{} errors", all.errors) };
        assert!(page.contains(&format!("<span class=\"error\">{errors}</span>")), "{}", path.display());
        compared += 1;
        malformed += plain.malformed_rows();
    }
    assert!(compared > 60 && malformed > 0, "{compared} files, {malformed} malformed rows");
}

/// The claim B has a row too long, C one too short that stands far from its others, D is wrong in what can be read; E is another
/// claim beside a row without an id.
#[test]
fn a_claim_with_a_malformed_row_is_not_clean() {
    let text = "claim_id,service_date,coder,dx1\nA,2026-01-05,Ana,I10\nB,2026-01-05,Ana,I10\nB,2026-01-05,Ana,I10,x\n\
                B,2026-01-05,Ana,I10\nC,2026-01-05,Ana,I10\nD,2026-01-05,Ana,M54.5\nD,2026-01\n,2026-01\nE,2026-01-05,Ana,I10\nC,x\n";
    for cuts in [Cuts::default(), Cuts { window: 90, claim: 1 << 20 }] {
        let figures = figures(text, cuts);
        assert_eq!(counted(&figures.all.claims), (2, 2, 3), "A and E are clean, B, C and D are not judged");
        assert_eq!(figures.rows_of_no_claim, 1, "the row without an id");
        assert_eq!(figures.files[0].claims, 5);
        assert_eq!((figures.all.errors, figures.of_no_group), (5, 4), "one finding and four rows");
        assert_eq!(counted(&figures.by[0].groups[0].claims), (2, 2, 3));
        // Its lines that could be read were judged.
        assert_eq!(counted(&figures.all.lines), (5, 6, 0));
    }
}

#[test]
fn the_charge_of_a_claim_is_counted_once() {
    let claims = |charges: [&str; 4]| {
        let rows = ["A", "A", "B", "B"].into_iter().zip(charges);
        let rows =
            rows.map(|(id, charge)| format!("{id},2026-01-05,{charge},{}\n", if id == "A" { "M54.5" } else { "I10" }));
        let text = format!("claim_id,service_date,total_charge,dx1\n{}", rows.collect::<String>());
        figures(&text, Cuts::default())
    };
    let once = claims(["200.00", "200", "50.00", ""]);
    let charge = once.all.charge.expect("charges");
    assert_eq!((charge.all, charge.with_errors, charge.unread), (25_000, 20_000, 0));
    // It is no charge of the claim where its lines say different things, and nobody knows what it is.
    let lines = claims(["150.00", "50.00", "50.00", "50.00"]);
    assert_eq!((lines.all.charge.as_ref(), lines.charges_differing), (None, 1));
    assert!(lines.by.iter().flat_map(|by| &by.groups).all(|group| group.charge.is_none()));
    assert!(lines.hints()[0].contains("[columns] charge = \"NAME\""), "{:?}", lines.hints());
    // The lines' own charges come before it.
    let text = "claim_id,service_date,total_charge,charge,dx1\nA,2026-01-05,200,150,I10\nA,2026-01-05,200,50,I10\n";
    assert_eq!(figures(text, Cuts::default()).all.charge.map(|charge| charge.all), Some(20_000));
}

/// Sixty of a hundred rows are too long: each is the only one of its claim, but that of C1, which comes twice, and five say no id.
#[test]
fn a_claim_of_which_no_row_can_be_read_is_not_judged() {
    let mut text = "claim_id,service_date,coder,dx1\n".to_owned();
    for row in 0..100 {
        let (id, more) = match row {
            60..65 => (String::new(), ",x"),
            40..100 => (format!("C{}", row.max(41)), ",x"),
            _ => (format!("C{row}"), ""),
        };
        let _ = writeln!(text, "{id},2026-01-05,Ana,I10{more}");
    }
    for cuts in [Cuts::default(), Cuts { window: 300, claim: 1 << 20 }] {
        let figures = figures(&text, cuts);
        assert_eq!(
            counted(&figures.all.claims),
            (40, 40, 54),
            "55 rows that say of which claim they are, two of them of one"
        );
        assert_eq!(figures.rows_of_no_claim, 5);
        let groups: Vec<_> =
            figures.by[0].groups.iter().map(|group| (group.label.as_str(), counted(&group.claims))).collect();
        assert_eq!(groups, [("(not said)", (0, 0, 54)), ("Ana", (40, 40, 0))]);
        let page = claimlint::render::html::page(&figures);
        assert!(
            page.contains("54 not judged")
                && page.contains("5 rows could not be read and are of no claim that is counted")
        );
        let tables = claimlint::render::tables::tables(&figures);
        let markdown = claimlint::render::tables::markdown(&tables, &figures);
        assert!(markdown.contains("rows that could not be read, of no claim counted"), "{markdown}");
    }
}

/// Dan's claims have no date and one of them an NPI that is none: his rate would be that of his errors alone.
#[test]
fn what_is_judged_in_part_is_in_no_rate() {
    let text = "claim_id,service_date,coder,rendering_npi,dx1\n1,,Dan,1999999985,I10\n2,,Dan,,I10\n\
                3,2026-01-05,Eve,,I10\n4,2026-01-05,Eve,,I1O\n";
    let figures = figures(text, Cuts::default());
    let of = |label: &str| figures.by[0].groups.iter().find(|group| group.label == label).expect("the group");
    let (dan, eve) = (of("Dan"), of("Eve"));
    assert!(dan.errors > 0, "its errors are in the totals");
    for rates in [&dan.claims, &dan.lines, &dan.diagnoses] {
        assert_eq!((counted(rates), rates.rate), ((0, 0, 2), None));
    }
    assert_eq!(counted(&eve.claims), (1, 2, 0));
    assert_eq!(eve.faults[0].elsewhere, None, "there is nobody to be compared with");
    let page = claimlint::render::html::page(&figures);
    let row = page.split("<bdi>Dan</bdi>").nth(1).expect("a row").split("</tr>").next().expect("a row");
    assert!(row.contains("cannot be told") && !row.contains("below 95 %"), "{row}");
}

#[test]
fn claims_with_errors_and_no_charge_are_told() {
    let text = "claim_id,service_date,charge,total_charge,dx1\nA,2026-01-05,,200,M54.5\nA,2026-01-05,,200,M54.5\n\
                B,2026-01-05,50,90,M54.5\nC,2026-01-05,n/a,,M54.5\nD,2026-01-05,,,M54.5\nE,2026-01-05,,,I10\n";
    let charge = figures(text, Cuts::default()).all.charge.expect("charges");
    // The claim's charge counts for A alone: a line of B has its own.
    assert_eq!((charge.all, charge.with_errors, charge.unread, charge.without), (25_000, 25_000, 0, 2));
}
