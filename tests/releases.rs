//! Every code of every release, through the front door: each code that ever existed is billed on the first and on the
//! last day of each release, and the answer is held against the table of codes as text. So nothing between the table
//! and the finding (packing, look-up, dates, claims, wording) can lose or misjudge a single code. The numbers of codes
//! are those the CDC and CMS published, so that the table cannot be wrong in the same way.

use claimlint::check::{Input, Outcome, Settings, check};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

/// Name, first and last day, codes and billable codes, as published with each release.
const RELEASES: [(&str, &str, &str, usize, usize); 16] = [
    ("FY2016", "2015-10-01", "2016-09-30", 91_737, 69_823),
    ("FY2017", "2016-10-01", "2017-09-30", 93_830, 71_486),
    ("FY2018", "2017-10-01", "2018-09-30", 94_127, 71_704),
    ("FY2019", "2018-10-01", "2019-09-30", 94_444, 71_932),
    ("FY2020", "2019-10-01", "2020-03-31", 94_765, 72_184),
    ("FY2020-apr", "2020-04-01", "2020-09-30", 94_768, 72_186),
    ("FY2021", "2020-10-01", "2020-12-31", 95_352, 72_616),
    ("FY2021-jan", "2021-01-01", "2021-09-30", 95_358, 72_621),
    ("FY2022", "2021-10-01", "2022-03-31", 95_524, 72_748),
    ("FY2022-apr", "2022-04-01", "2022-09-30", 95_528, 72_750),
    ("FY2023", "2022-10-01", "2023-03-31", 96_745, 73_639),
    ("FY2023-apr", "2023-04-01", "2023-09-30", 96_795, 73_674),
    ("FY2024", "2023-10-01", "2024-09-30", 97_296, 74_044),
    ("FY2025", "2024-10-01", "2025-09-30", 97_584, 74_260),
    ("FY2026", "2025-10-01", "2026-09-30", 98_186, 74_719),
    ("FY2027", "2026-10-01", "2027-09-30", 98_403, 74_879),
];

/// Diagnoses of one claim: as many as a professional claim has room for.
const OF_A_CLAIM: usize = 12;

/// What the table says of a code on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    Billable,
    Header,
    Absent,
}

/// The table of codes, read here by hand and not by the library.
struct Table {
    /// In the order of their characters, so that what stands below a header follows it.
    codes: Vec<String>,
    /// For each code: first day, last day (empty: still in force), billable.
    spans: Vec<Vec<(String, String, bool)>>,
}

impl Table {
    fn read() -> Self {
        let text = std::fs::read_to_string("data/icd10cm/codes.tsv").expect("the table of codes");
        let mut spans_of: BTreeMap<String, Vec<(String, String, bool)>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [code, from, to, billable, _title] = cells[..] else { panic!("five columns: {line}") };
            spans_of.entry(code.to_owned()).or_default().push((from.to_owned(), to.to_owned(), billable == "1"));
        }
        let (codes, spans) = spans_of.into_iter().unzip();
        Self { codes, spans }
    }

    fn standing(&self, code: usize, day: &str) -> Standing {
        let mut on_day = self.spans[code]
            .iter()
            .filter(|(from, to, _)| from.as_str() <= day && (to.is_empty() || day <= to.as_str()));
        let standing = match on_day.next() {
            None => Standing::Absent,
            Some((_, _, true)) => Standing::Billable,
            Some((_, _, false)) => Standing::Header,
        };
        assert!(on_day.next().is_none(), "{} stands twice on {day}", self.codes[code]);
        standing
    }
}

/// A claim file that bills every code on one day.
fn claims(codes: &[String], day: &str) -> String {
    let mut text = "claim_id,service_date".to_owned();
    (1..=OF_A_CLAIM).for_each(|n| write!(text, ",dx{n}").expect("to memory"));
    for (number, codes) in codes.chunks(OF_A_CLAIM).enumerate() {
        write!(text, "\nA{number},{day}").expect("to memory");
        (0..OF_A_CLAIM).for_each(|n| write!(text, ",{}", codes.get(n).map_or("", String::as_str)).expect("to memory"));
    }
    text.push('\n');
    text
}

/// Checks a file with the rules that judge a code by its date.
fn judged(text: String) -> Outcome {
    let settings = Settings { select: vec!["DX1".to_owned(), "RD".to_owned()], ..Settings::default() };
    let outcome = check(&[Input::Text { name: "claims.csv".to_owned(), text }], &settings).expect("a run");
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    outcome
}

/// The rule that speaks of each code. No code may be spoken of twice.
fn rule_of_each(table: &Table, outcome: &Outcome) -> Vec<Option<String>> {
    let places: HashMap<&str, usize> =
        table.codes.iter().enumerate().map(|(place, code)| (code.as_str(), place)).collect();
    let mut rules = vec![None; table.codes.len()];
    for finding in &outcome.findings {
        let finding = finding.expect("a finding");
        let code = &finding.cells[0].value;
        let rule = outcome.rules[usize::from(finding.rule.0)].name.clone();
        let before = rules[places[code.as_str()]].replace(rule.clone());
        assert_eq!(before, None, "{code} is spoken of twice, also by {rule}");
    }
    rules
}

/// The 7th characters that make codes of a header, where every code below it is the header, filled up with X to six
/// characters, and one more; else none.
fn sevenths_below(codes: &[String], header: usize, standing: &[Standing]) -> Vec<char> {
    let plain = |code: &str| code.replace('.', "");
    let stem = plain(&codes[header]);
    let filled = format!("{stem:X<6}");
    let behind = codes.iter().zip(standing).skip(header + 1).map(|(code, standing)| (plain(code), standing));
    let below = behind.take_while(|(code, _)| code.starts_with(&stem));
    let sevenths = below.filter(|(_, standing)| **standing != Standing::Absent).map(|(code, _)| {
        let mut rest = code.strip_prefix(&filled)?.chars();
        rest.next().filter(|_| rest.next().is_none())
    });
    sevenths.collect::<Option<Vec<char>>>().unwrap_or_default()
}

#[test]
fn every_code_of_every_release_gets_the_answer_of_its_day() {
    let table = Table::read();
    for (release, first, last, rows, billable) in RELEASES {
        for day in [first, last] {
            let standing: Vec<Standing> = (0..table.codes.len()).map(|code| table.standing(code, day)).collect();
            let count = |wanted| standing.iter().filter(|&&standing| standing == wanted).count();
            assert_eq!(count(Standing::Billable), billable, "billable codes of {release} on {day}");
            assert_eq!(count(Standing::Header), rows - billable, "headers of {release} on {day}");

            let outcome = judged(claims(&table.codes, day));
            let file = &outcome.summary.files[0];
            assert_eq!(file.rows, table.codes.len().div_ceil(OF_A_CLAIM) as u64);
            assert_eq!(file.diagnoses, table.codes.len() as u64);
            let uses: Vec<_> =
                outcome.summary.releases.iter().map(|used| (used.name.as_str(), used.diagnoses)).collect();
            assert_eq!(uses, [(release, table.codes.len() as u64)], "on {day}");

            for (code, rule) in rule_of_each(&table, &outcome).iter().enumerate() {
                let expected = match standing[code] {
                    Standing::Billable => rule.is_none(),
                    Standing::Absent => rule.as_deref() == Some("dx-not-valid-on-dos"),
                    // A 7th character need not be an extension: C44.1021 is below a header of the ordinary kind. But A, D
                    // and S together are the encounters (guidelines I.C.13.c, I.C.19.a, I.C.20.a.2).
                    Standing::Header => {
                        let sevenths = sevenths_below(&table.codes, code, &standing);
                        match rule.as_deref() {
                            Some("dx-header-not-billable") => {
                                !['A', 'D', 'S'].iter().all(|seventh| sevenths.contains(seventh))
                            }
                            Some("dx-missing-7th-character") => !sevenths.is_empty(),
                            _ => false,
                        }
                    }
                };
                assert!(expected, "{} is {:?} on {day} and gets {rule:?}", table.codes[code], standing[code]);
            }
        }
    }
}

#[test]
fn no_day_belongs_to_two_releases_or_to_none() {
    let next_day = |day: &str| -> String {
        let date = claimlint::date::Date::parse(day.as_bytes()).expect("a day");
        date.civil().tomorrow().expect("a day").to_string()
    };
    for pair in RELEASES.windows(2) {
        assert_eq!(next_day(pair[0].2), pair[1].1, "{} follows {}", pair[1].0, pair[0].0);
    }
    for day in ["2015-09-30", "2027-10-01"] {
        let text = format!("claim_id,service_date,dx1\nA1,{day},E11.9\nA2,2025-11-04,E11.9\n");
        let outcome = judged(text);
        assert_eq!(outcome.summary.files[0].unchecked.no_release, 1, "{day} is in no release");
        assert!(outcome.findings.is_empty());
    }
}
