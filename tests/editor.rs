//! What the Medicare Code Editor finds is exactly what its table says, read here without the code under test; and the
//! tables are what the official files say.

use claimlint::check::{Input, Settings, check};
use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::{CodeBook, Entry, Traits};
use claimlint::rule::Severity;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

const MCE: &str = include_str!("../data/cms/mce.tsv");
const POA_EXEMPT: &str = include_str!("../data/cms/poa_exempt.tsv");
const SOURCES: &str = include_str!("../data/cms/SOURCES.toml");
const CODES: &str = include_str!("../data/icd10cm/codes.tsv");

/// Claims of the generated file.
const CLAIMS: usize = 200_000;

/// The rules that speak for edits of the Medicare Code Editor.
const EDITS: [&str; 12] = [
    "dx-manifestation-first",
    "dx-external-cause-first",
    "dx-unacceptable-principal-inpatient",
    "z53-first-listed",
    "z28-first-listed",
    "dx-questionable-admission",
    "dx-wrong-procedure-performed",
    "dx-unspecified-code",
    "dx-age-conflict",
    "dx-sex-conflict",
    "age-invalid",
    "sex-invalid",
];

/// Days on which something changes, and the days before them; others are drawn.
const DAYS: [&str; 16] = [
    "2015-10-01",
    "2016-09-30",
    "2016-10-01",
    "2018-10-01",
    "2019-09-30",
    "2019-10-01",
    "2021-09-30",
    "2022-03-31",
    "2022-04-01",
    "2023-04-01",
    "2024-03-31",
    "2024-09-30",
    "2024-10-01",
    "2026-03-31",
    "2026-04-01",
    "2026-10-01",
];
const AGES: [&str; 20] = [
    "", "0", "1", "8", "9", "10", "11", "12", "14", "15", "17", "18", "40", "55", "56", "64", "65", "90", "124", "125",
];
const SEXES: [&str; 6] = ["", "F", "M", "2", "U", "X"];

/// A sequence of numbers that looks drawn and is always the same (xorshift).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 20).expect("44 bits") % end
    }

    fn of<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

/// The rows of the table by code: first day, last day, flags.
fn table() -> HashMap<&'static str, Vec<[&'static str; 3]>> {
    let mut table: HashMap<_, Vec<_>> = HashMap::new();
    for row in MCE.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        table.entry(cells[0]).or_default().push([cells[1], cells[2], cells[3]]);
    }
    table
}

fn flags(table: &HashMap<&str, Vec<[&'static str; 3]>>, code: &str, day: &str) -> Vec<&'static str> {
    let rows = table.get(code).map(Vec::as_slice).unwrap_or_default();
    let row = rows.iter().find(|[from, to, _]| *from <= day && (to.is_empty() || day <= *to));
    row.map(|[.., flags]| flags.split(' ').collect()).unwrap_or_default()
}

/// What the editor finds on a claim, as the rules that say so.
fn implied(
    table: &HashMap<&str, Vec<[&'static str; 3]>>,
    day: &str,
    age: &str,
    sex: &str,
    list: &[&str],
) -> Vec<(&'static str, usize)> {
    let mut found = BTreeMap::new();
    let mut says = |rule: &'static str| *found.entry(rule).or_insert(0) += 1;
    let years = age.parse::<u32>().ok();
    let principal = flags(table, list[0], day);
    if principal.contains(&"manifestation") {
        says("dx-manifestation-first");
    }
    // The guideline knows no dates: a code that is not valid on the day is an external cause all the same.
    if list[0].starts_with(['V', 'W', 'X', 'Y']) {
        says("dx-external-cause-first");
    }
    let supported = principal.contains(&"requires-secondary") && list[1..].iter().any(|code| *code != list[0]);
    // Z53 and Z28 have rules of their own that say it with more to help, whether or not the code is valid on the day.
    if list[0].starts_with("Z53") {
        says("z53-first-listed");
    } else if list[0].starts_with("Z28") {
        says("z28-first-listed");
    } else if principal.contains(&"unacceptable") && !supported {
        says("dx-unacceptable-principal-inpatient");
    }
    if principal.contains(&"questionable-admission") {
        says("dx-questionable-admission");
    }
    if years.is_some_and(|years| years > 124) {
        says("age-invalid");
    }
    if sex == "X" || (sex == "U" && day < "2024-10-01") {
        says("sex-invalid");
    }
    let (youngest_mother, oldest_mother) = if day < "2019-10-01" { (12, 55) } else { (9, 64) };
    for code in list {
        for flag in flags(table, code, day) {
            let ages = match flag {
                "newborn" => Some((0, 0)),
                "pediatric" => Some((0, 17)),
                "maternity" => Some((youngest_mother, oldest_mother)),
                "adult" => Some((15, 124)),
                _ => None,
            };
            match (flag, sex) {
                ("wrong-procedure", _) => says("dx-wrong-procedure-performed"),
                ("unspecified", _) => says("dx-unspecified-code"),
                ("male", "F" | "2") | ("female", "M") => says("dx-sex-conflict"),
                _ => {}
            }
            if let (Some((least, most)), Some(years)) = (ages, years)
                && years <= 124
                && !(least..=most).contains(&years)
            {
                says("dx-age-conflict");
            }
        }
    }
    found.into_iter().collect()
}

#[test]
fn the_editor_finds_what_its_table_says_and_nothing_else() {
    let table = table();
    let mut flagged: Vec<&str> = table.keys().copied().collect();
    flagged.sort_unstable();
    let rare = [
        "Z51.89", "Z53.09", "Z28.21", "Y65.51", "Y65.53", "R97.20", "I10", "R03.0", "O80", "Z38.00", "F02.80", "N40.1",
    ];
    let billable = CODES.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let plain: Vec<&str> = billable.filter(|row| row[3] == "1").map(|row| row[0]).step_by(7).collect();
    let mut draw = Draw(0x5EED_0FC1_A100_0001);
    let mut file =
        String::from("claim_id,claim_type,bill_type,from_date,through_date,age,sex,dx1,dx2,dx3,dx4,dx5,dx6\n");
    let mut claims = Vec::with_capacity(CLAIMS);
    for number in 0..CLAIMS {
        let drawn = format!("{}-{:02}-{:02}", 2016 + draw.below(11), 1 + draw.below(12), 1 + draw.below(28));
        let day = if draw.below(2) == 0 { draw.of(&DAYS).to_owned() } else { drawn };
        let (age, sex) = (draw.of(&AGES), draw.of(&SEXES));
        let mut list: Vec<&str> = Vec::new();
        for place in 0..=draw.below(6) {
            let code = match draw.below(8) {
                0 => draw.of(&rare),
                1..=4 => draw.of(&flagged),
                _ => draw.of(&plain),
            };
            // The same code twice is edit 3, shown below.
            if place == 0 || !list.contains(&code) {
                list.push(code);
            }
        }
        let from = if draw.below(3) == 0 { "2016-01-15".min(day.as_str()) } else { day.as_str() };
        let codes = (0..6).map(|place| list.get(place).copied().unwrap_or_default()).collect::<Vec<_>>().join(",");
        writeln!(file, "C{number},institutional_inpatient,0111,{from},{day},{age},{sex},{codes}").expect("a String");
        claims.push((day, age, sex, list));
    }
    let input = Input::Text { name: "generated".to_owned(), text: file };
    let settings = Settings { select: EDITS.map(str::to_owned).to_vec(), ..Settings::default() };
    let outcome = check(&[input], &settings).expect("the shipped rules");
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let mut found: HashMap<usize, BTreeMap<&str, usize>> = HashMap::new();
    for finding in &outcome.findings {
        let finding = finding.expect("a finding");
        let name = outcome.rules[usize::from(finding.rule.0)].name.as_str();
        let claim = finding.claim_id.as_deref().and_then(|id| id[1..].parse().ok()).expect("a claim id");
        assert_eq!(finding.severity, Severity::Error, "{name}");
        *found.entry(claim).or_default().entry(name).or_default() += 1;
    }
    let (mut all, mut kinds) = (0, BTreeMap::new());
    for (number, (day, age, sex, list)) in claims.iter().enumerate() {
        let said: Vec<(&str, usize)> = found.remove(&number).unwrap_or_default().into_iter().collect();
        let implied = implied(&table, day, age, sex, list);
        assert_eq!(said, implied, "claim {number}: {day}, age {age:?}, sex {sex:?}, {list:?}");
        for (rule, count) in implied {
            all += count;
            *kinds.entry(rule).or_insert(0) += count;
        }
    }
    assert!(all > 100_000 && kinds.len() == EDITS.len(), "{all} findings: {kinds:?}");
}

#[test]
fn a_copy_of_the_principal_is_an_error_of_an_inpatient_claim() {
    let file = "claim_id,claim_type,bill_type,from_date,through_date,dx1,dx2,dx3\n\
        P,institutional_inpatient,0111,2025-11-03,2025-11-06,J18.9,E11.9,J18.9\n\
        S,institutional_inpatient,0111,2025-11-03,2025-11-06,J18.9,E11.9,E11.9\n\
        O,institutional_outpatient,0131,2025-11-03,2025-11-06,J18.9,E11.9,J18.9\n";
    let input = Input::Text { name: "duplicates".to_owned(), text: file.to_owned() };
    let settings = Settings { select: vec!["dx-duplicate".to_owned()], ..Settings::default() };
    let outcome = check(&[input], &settings).expect("the shipped rules");
    let found = outcome.findings.iter().map(|finding| finding.expect("a finding"));
    let found: Vec<_> = found.map(|finding| (finding.claim_id.expect("an id"), finding.severity)).collect();
    let wanted = [("P", Severity::Error), ("S", Severity::Warning), ("O", Severity::Warning)];
    assert_eq!(found, wanted.map(|(id, severity)| (id.to_owned(), severity)));
}

fn date(text: &str) -> Date {
    Date::parse(text.as_bytes()).expect(text)
}

fn entry(code: &str) -> Entry<'static> {
    CodeBook::embedded().find(Code::parse(code.as_bytes()).expect(code)).expect(code)
}

fn trait_of(name: &str) -> Traits {
    Traits::named(name).expect(name)
}

fn has(code: &str, day: &str, name: &str) -> bool {
    entry(code).traits_on(date(day)).intersects(trait_of(name))
}

fn count(day: &str, name: &str) -> usize {
    let (day, wanted) = (date(day), trait_of(name));
    CodeBook::embedded().entries().filter(|entry| entry.traits_on(day).intersects(wanted)).count()
}

#[test]
fn the_tables_hold_what_the_official_files_say() {
    let sources: toml::Table = SOURCES.parse().expect("SOURCES.toml");
    let tables = sources["table"].as_array().expect("tables");
    for (table, text) in tables.iter().zip([MCE, POA_EXEMPT]) {
        let digest = Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String");
            hex
        });
        assert_eq!(table["sha256"].as_str(), Some(digest.as_str()), "{}", table["name"]);
        let rows = i64::try_from(text.lines().count() - 1).expect("few rows");
        assert_eq!(table["rows"].as_integer(), Some(rows), "{}", table["name"]);
    }
    let mut counted = 0;
    for counts in tables[0]["counts"].as_array().expect("counts") {
        let day = counts["date"].as_str().expect("a date");
        for (flag, official) in counts.as_table().expect("a table").iter().filter(|(key, _)| *key != "date") {
            let official = official.as_integer().and_then(|count| usize::try_from(count).ok()).expect("a count");
            assert_eq!(count(day, &format!("mce-{flag}")), official, "{flag} on {day}");
            counted += 1;
        }
    }
    assert_eq!(counted, 14 * 13);
    for list in tables[1]["file"].as_array().expect("lists") {
        let official = list["codes"].as_integer().and_then(|count| usize::try_from(count).ok()).expect("a count");
        for day in ["from", "until"].map(|key| list[key].as_str().expect("a day")) {
            assert_eq!(count(day, "poa-exempt"), official, "{} on {day}", list["name"]);
        }
    }
}

#[test]
fn what_coders_know_of_the_editor() {
    for (day, name, official) in [
        ("2015-10-01", "mce-unacceptable", 1228),
        ("2017-10-01", "mce-unacceptable", 2373),
        ("2026-10-01", "mce-unacceptable", 2667),
        ("2026-10-01", "mce-manifestation", 422),
        ("2022-03-31", "mce-unspecified", 0),
        ("2022-04-01", "mce-unspecified", 3432),
        ("2024-09-30", "mce-female", 3431),
        ("2024-10-01", "mce-female", 0),
    ] {
        assert_eq!(count(day, name), official, "{name} on {day}");
    }
    for code in ["Z53.01", "Z53.21", "Z28.310", "Z12.11", "Z23", "Z00.00", "Z51.89"] {
        assert!(has(code, "2025-11-04", "mce-unacceptable"), "{code}");
    }
    for entry in CodeBook::embedded().entries() {
        let of_cause = matches!(entry.code().character(1), Some('V'..='Y'));
        let flagged = entry.traits_ever().intersects(trait_of("mce-external-cause"));
        assert_eq!(flagged, of_cause && entry.billable() != 0, "{:?}", entry.code());
    }
}

#[test]
fn what_coders_know_of_present_on_admission() {
    for day in ["2019-10-01", "2022-04-01", "2024-10-01", "2025-10-01"] {
        for code in ["Z28.21", "Z28.82", "Z28.1", "Z53.31", "Z53.32", "Z53.33", "Z53.39"] {
            assert!(has(code, day, "poa-exempt"), "{code} on {day}");
        }
        for code in ["Z53.01", "Z53.09", "Z53.1", "Z53.20", "Z53.21", "Z53.29", "Z53.8", "Z53.9"] {
            assert!(!has(code, day, "poa-exempt"), "{code} on {day}");
        }
    }
    assert_eq!(CodeBook::embedded().poa_lists_until(), Some(date("2026-09-30")));
}

#[test]
fn sides_come_in_pairs() {
    let day = "2025-11-04";
    let sides = ["left", "right", "bilateral", "unspecified-side"];
    let [left, right, both, unspecified] = sides.map(|side| count(day, side));
    assert_eq!(left, right);
    assert!(left > 13_000 && unspecified > 11_000 && both > 950, "{left} {unspecified} {both}");
    for (code, side) in [
        ("M17.11", "right"),
        ("M17.12", "left"),
        ("H25.13", "bilateral"),
        ("M17.10", "unspecified-side"),
        ("S72.001A", "right"),
        ("S72.009A", "unspecified-side"),
        ("H40.1112", "right"),
    ] {
        assert!(has(code, day, side), "{code} is {side}");
    }
    // The left ventricle, the ascending [right] colon, a body left behind, a dominant side, an unspecified kind of fracture.
    for code in ["I50.1", "S36.510A", "T81.500A", "G81.91", "S52.501A", "C18.2"] {
        let known = if code == "S52.501A" { "right" } else { "poa-exempt" };
        for side in sides.into_iter().filter(|side| *side != known) {
            assert!(!has(code, day, side), "{code} is {side}");
        }
    }
    let (book, left, right) = (CodeBook::embedded(), entry("H25.12"), entry("H25.11"));
    assert_eq!(book.both_sides(left, right).map(|both| both.code().to_string()), Some("H25.13".to_owned()));
    assert!(book.both_sides(right, left).is_none());
    assert!(book.both_sides(entry("S52.502A"), entry("S52.501A")).is_none());
}
