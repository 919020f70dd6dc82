//! `claimlint search`: what is found for words, for any day, with mistakes, and that the Alphabetic Index is whole.

use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::CodeBook;
use claimlint::search::{Answers, INDEX_YEAR, Question, TermKind, Which, search};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::fmt::Write;

const INDEX: &str = include_str!("../data/index/index.tsv");
const NOTES: &str = include_str!("../data/icd10cm/notes.tsv");
const HCPCS: &str = include_str!("../data/cms/hcpcs.tsv");
const SYNONYMS: &str = include_str!("../data/index/synonyms.tsv");

fn date(text: &str) -> Date {
    Date::parse(text.as_bytes()).expect(text)
}

fn asked(words: &str, on: &str, which: Which, limit: usize) -> Answers<'static> {
    search(&Question { words, on: date(on), which, limit })
}

fn found(words: &str) -> Vec<String> {
    asked(words, "2026-01-15", Which::All, 10).answers.into_iter().map(|answer| answer.code).collect()
}

#[test]
fn the_alphabetic_index_is_whole() {
    let sources: toml::Table = include_str!("../data/index/SOURCES.toml").parse().expect("TOML");
    let digest = Sha256::digest(INDEX.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("text");
        hex
    });
    assert_eq!(sources["table"]["sha256"].as_str(), Some(digest.as_str()));
    assert_eq!(sources["index"]["release"].as_str(), Some(INDEX_YEAR));
    let rows: Vec<Vec<&str>> = INDEX.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let number =
        |key: &str| usize::try_from(sources["index"][key].as_integer().expect("a number")).expect("not negative");
    assert_eq!(rows.len(), number("terms"));
    assert_eq!(rows.iter().filter(|row| !row[2].is_empty()).count(), number("codes"));
    // What the Index prints and no release since FY2016 has: its own mistakes.
    let book = CodeBook::embedded();
    let mut unknown: Vec<&str> = rows.iter().map(|row| row[2]).filter(|code| !code.is_empty()).collect();
    unknown.retain(|code| {
        let code = code.trim_end_matches('-').trim_end_matches('.');
        Code::parse(code.as_bytes()).is_none_or(|code| book.find(code).is_none())
    });
    unknown.sort_unstable();
    unknown.dedup();
    assert_eq!(unknown, ["I16.2", "K06.00", "K06.03", "K06.04", "T81.48", "T83.717", "T83.727"]);
}

#[test]
fn words_lead_to_the_codes_that_say_them() {
    assert!(found("procedure not carried out").iter().all(|code| code.starts_with("Z53")));
    for (words, code) in [
        ("immunization refused", "Z28.21"),
        ("left without being seen", "Z53.21"),
        ("procedure converted laparoscopic to open", "Z53.31"),
        ("diabetic polyneuropathy underlying condition", "E08.42"),
        ("low back pain", "M54.5"),
        ("covid", "U07.1"),
        ("Ménière's disease", "H81.0"),
        ("meniere", "H81.0"),
    ] {
        let found = found(words);
        assert!(found[..3.min(found.len())].iter().any(|found| found == code), "{words}: {found:?}");
    }
}

/// What coders ask every day: the words, the code that has to come first on 2026-01-15, and where the official files say
/// so: a line of the Alphabetic Index FY2017 (`term code`, with `>` between a term and those it is indented below), an
/// inclusion term or a title of FY2026.
const EVERYDAY: [(&str, &str, &str); 36] = [
    ("hypertension", "I10", "Index: Hypertension I10"),
    ("high blood pressure", "I10", "inclusion term: high blood pressure"),
    ("htn", "I10", "synonym: hypertension"),
    ("pneumonia", "J18.9", "Index: Pneumonia J18.9"),
    ("urinary tract infection", "N39.0", "Index: Infection > urinary (tract) N39.0"),
    ("uti", "N39.0", "synonym: urinary tract infection"),
    ("copd", "J44.9", "synonym; title: Chronic obstructive pulmonary disease, unspecified"),
    (
        "heart attack",
        "I21.9",
        "Index: Attack > heart: see infarct, myocardium; inclusion term: Myocardial infarction NOS",
    ),
    ("diabetes", "E11.9", "Index: Diabetes E11.9"),
    ("type 2 diabetes", "E11.9", "Index: Diabetes > type 2 E11.9"),
    ("type 1 diabetes", "E10.9", "Index: Diabetes > type 1 E10.9"),
    ("broken arm", "S42.30", "Index: Broken > arm: see Fracture, arm; Fracture > arm: see also humerus, shaft S42.30-"),
    ("broken nose", "S02.2", "Index: Broken > nose S02.2"),
    ("hip fracture", "S72.00", "Index: Fracture > hip: see Fracture, femur, neck; inclusion term: Fracture of hip NOS"),
    ("asthma", "J45.909", "Index: Asthma J45.909"),
    ("depression", "F32.A", "title, since 2021-10-01: Depression, unspecified; the older Index says F32.9"),
    ("chest pain", "R07.9", "Index: Pain > chest R07.9"),
    ("low back pain", "M54.50", "title, since 2021-10-01: Low back pain, unspecified"),
    ("headache", "R51.9", "title, since 2020-10-01: Headache, unspecified"),
    ("obesity", "E66.9", "Index: Obesity E66.9"),
    ("anemia", "D64.9", "Index: Anemia D64.9"),
    ("atrial fibrillation", "I48.91", "Index: Fibrillation > atrial I48.91"),
    ("stroke", "I63.9", "Index: Stroke I63.9"),
    ("cough", "R05.9", "title, since 2021-10-01: Cough, unspecified"),
    ("fever", "R50.9", "Index: Fever R50.9"),
    ("sore throat", "J02.9", "inclusion term: Sore throat (acute) NOS"),
    ("migraine", "G43.909", "Index: Migraine G43.909"),
    ("flu", "J11.1", "Index: Flu: see also Influenza J11.1"),
    ("common cold", "J00", "title: Acute nasopharyngitis [common cold]"),
    ("gerd", "K21.9", "Index: GERD K21.9"),
    ("nausea and vomiting", "R11.2", "title: Nausea with vomiting, unspecified"),
    ("heart failure", "I50.9", "title: Heart failure, unspecified"),
    ("ear infection", "H66.9", "Index: Infection > ear (middle): see also Otitis media; Otitis > media H66.9-"),
    (
        "vaccination refused",
        "Z28.21",
        "title: Immunization not carried out because of patient refusal; Z28 includes vaccination",
    ),
    ("chronic kidney disease", "N18.9", "Index: Disease > kidney > chronic N18.9"),
    ("abdominal pain", "R10.9", "Index: Pain > abdominal R10.9"),
];

#[test]
fn everyday_words_lead_to_the_code_of_the_index_first() {
    let wrong: Vec<String> = EVERYDAY
        .iter()
        .map(|&(words, code, why)| (words, code, why, found(words)))
        .filter(|(_, code, _, found)| found.first().map(String::as_str) != Some(code))
        .map(|(words, code, why, found)| format!("{words}: {code} ({why}), not {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_index_says_what_everyday_words_are_held_against() {
    // Each `Index: A > B code` of the table, read from the Index anew: main term, term below it, code.
    let rows: Vec<Vec<&str>> = INDEX.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let is =
        |row: &Vec<&str>, name: &str| row[1].split([',', ' ', '(']).next() == Some(name) || row[1].starts_with(name);
    let mut read = 0;
    for (_, code, why) in EVERYDAY {
        let Some(line) = why.strip_prefix("Index: ").filter(|line| line.ends_with(code) && !line.contains(':')) else {
            continue;
        };
        let mut begin = 0;
        let path: Vec<&str> = line.trim_end_matches(code).trim().split(" > ").collect();
        let mut last = "";
        for (level, name) in path.iter().enumerate() {
            let name = name.split(" (").next().expect("a name");
            let own = level.to_string();
            let inside = |row: &&Vec<&str>| level == 0 || row[0].parse::<usize>().expect("a level") >= level;
            let at =
                rows[begin..].iter().take_while(inside).position(|row| row[0] == own && is(row, name)).expect(line);
            last = rows[begin + at][2];
            begin += at + 1;
        }
        assert_eq!(last, code, "{line}");
        read += 1;
    }
    assert!(read >= 15, "{read}");
}

/// Terms of the Index that send to another, with the code of that one as the Index of FY2017 prints it: `Phthisis: see
/// also Tuberculosis`, `Tuberculosis A15.9`. None where the term sent to has no code of its own (`Ulcer`, `Tear`), or the
/// Index says "see condition".
const SENT: [(&str, Option<&str>); 17] = [
    ("Phthisis", Some("A15.9")),
    ("Neuromyalgia", Some("M79.2")),
    ("Sphacelus", Some("I96")),
    ("Megalosplenia", Some("R16.1")),
    ("Paresis", Some("G83.9")),
    ("Lipedema", Some("R60.9")),
    ("Neurotic", Some("F48.9")),
    ("Smoker", Some("F17.200")),
    ("Ulcus", None),
    ("Blockage", None),
    ("Torn", None),
    ("Seroma", None),
    ("Adamantinoblastoma", None),
    ("Heart", None),
    ("Brain", None),
    ("Kidney", None),
    ("Disease", None),
];

#[test]
fn a_term_that_sends_has_the_code_of_the_term_it_sends_to() {
    for (term, code) in SENT {
        let answers = asked(term, "2026-01-15", Which::All, 50).answers;
        let is_own = |text: &str| text == term || text.starts_with(&format!("{term}: see"));
        let own = answers.iter().find(|answer| is_own(&answer.term.text));
        match code {
            Some(code) => assert_eq!(answers[0].code, code, "{term}"),
            None => assert_eq!(own, None, "{term}"),
        }
    }
}

/// What people ask, and the code that has to come first: by its title, or the Index of FY2017 (`Cancer: see also Neoplasm,
/// by site, malignant`), or what a synonym of `data/index/synonyms.tsv` means.
const ASKED: [(&str, &[&str]); 41] = [
    ("prostate cancer", &["C61"]),
    ("colon cancer", &["C18.9"]),
    ("bladder cancer", &["C67.9"]),
    ("skin cancer", &["C44.90", "C44.9"]),
    ("lung cancer", &["C34.90", "C34.9"]),
    ("breast cancer", &["C50.919", "C50.91"]),
    ("pancreatic cancer", &["C25.9"]),
    ("brain tumor", &["D49.6", "C71.9"]),
    ("cervical cancer", &["C53.9", "C53"]),
    ("liver cancer", &["C22.8", "C22.9"]),
    ("mi", &["I21.9"]),
    ("type II diabetes", &["E11.9"]),
    ("asma", &["J45.909"]),
    ("migrane", &["G43.909"]),
    ("afib", &["I48.91"]),
    ("adhd", &["F90.9"]),
    ("stomach ache", &["R10.9"]),
    ("belly pain", &["R10.9"]),
    ("ear ache", &["H92.0", "H92.09"]),
    ("c diff", &["A04.72", "A04.7"]),
    ("throwing up", &["R11.10", "R11.1"]),
    ("chf", &["I50.9"]),
    ("cva", &["I63.9"]),
    ("pe", &["I26.99", "I26"]),
    ("ocd", &["F42.9", "F42"]),
    ("sob", &["R06.02"]),
    ("ibs", &["K58.9", "K58"]),
    ("std", &["A64"]),
    ("dm2", &["E11.9", "E11"]),
    ("t2dm", &["E11.9", "E11"]),
    ("gerd", &["K21.9"]),
    ("chicken pox", &["B01.9", "B01"]),
    ("flu shot", &["Z23"]),
    ("flu vaccine", &["Z23"]),
    ("smoker", &["F17.200", "F17.20", "F17.2", "F17"]),
    ("fell down stairs", &["W10.9", "W10.8", "W10"]),
    ("broken hip", &["S72.00", "S72.0"]),
    ("stomach pain", &["R10.9", "R10.13"]),
    ("tuberculosis", &["A15.9", "A15"]),
    ("gangrene", &["I96"]),
    ("neuralgia", &["M79.2"]),
];

#[test]
fn what_people_ask_comes_first() {
    let wrong = ASKED.iter().filter_map(|(words, codes)| {
        let found = found(words);
        let first = found.first().is_some_and(|first| codes.contains(&first.as_str()));
        (!first).then(|| format!("{words}: {codes:?}, not {found:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_that_was_ignored_is_told() {
    let answers = asked("hypertension chrysanthemum", "2026-01-15", Which::All, 5);
    assert_eq!(answers.unknown_words, ["chrysanthemum"]);
    // Both words are in many texts, in none together.
    let answers = asked("hypertension zipper", "2026-01-15", Which::All, 3);
    assert_eq!(answers.unknown_words.len(), 1, "{answers:?}");
    assert!(asked("low back pain", "2026-01-15", Which::All, 5).unknown_words.is_empty());
}

#[test]
fn a_synonym_is_said_by_its_source() {
    let rows: Vec<Vec<&str>> = SYNONYMS.lines().skip(1).map(|row| row.splitn(4, '\t').collect()).collect();
    for row in &rows {
        let [said, meant, source, quoted] = row[..] else { panic!("{row:?}") };
        let text = match source {
            "data/index/index.tsv" => INDEX,
            "data/icd10cm/notes.tsv" => NOTES,
            "data/cms/hcpcs.tsv" => HCPCS,
            page => {
                assert!(page.starts_with("https://medlineplus.gov/") && quoted.is_empty(), "{row:?}");
                continue;
            }
        };
        assert!(text.contains(quoted) && !quoted.is_empty(), "{said} is {meant}: {quoted}");
    }
    let answers = asked("uti", "2026-01-15", Which::All, 1);
    assert_eq!(answers.synonyms[0].meant, "urinary tract infection");
    assert!(answers.unknown_words.is_empty());
}

#[test]
fn a_code_finds_itself_and_what_is_below() {
    assert_eq!(found("E11.65"), ["E11.65"]);
    assert_eq!(found("m545"), ["M54.5", "M54.50", "M54.51", "M54.59"]);
    let billable = |words| {
        let answers = asked(words, "2026-01-15", Which::Billable, 20).answers;
        answers.into_iter().map(|answer| answer.code).collect::<Vec<_>>()
    };
    assert_eq!(billable("Z53").len(), 12);
    // H81.41 ended on 2019-09-30 and became H81.4 (NCHS conversion table).
    let gone = asked("H81.41", "2026-01-15", Which::All, 5).answers;
    assert_eq!((gone[0].code.as_str(), gone[0].led_from.as_deref()), ("H81.4", Some("H81.41")));
    assert_eq!(gone[0].term.kind, TermKind::Code);
}

#[test]
fn plurals_and_typing_mistakes_are_tolerated() {
    let right = found("fracture of neck of femur");
    for words in ["fractures of necks of femurs", "frcture of neck of femur", "fracture of neck of femru"] {
        assert_eq!(found(words), right, "{words}");
    }
    assert_eq!(found("imunization refusal")[0], "Z28.21");
    let answers = asked("xyzzyqq pain", "2026-01-15", Which::All, 1);
    assert_eq!(answers.unknown_words, ["xyzzyqq"]);
    assert!(asked("xyzzyqq", "2026-01-15", Which::All, 1).answers.is_empty());
}

#[test]
fn a_term_whose_code_is_gone_leads_to_its_successor() {
    // M54.5 became a header on 2021-10-01.
    let answers = asked("lumbago lumbalgia", "2026-01-15", Which::Billable, 10).answers;
    let low_back = answers.iter().find(|answer| answer.code == "M54.59").expect("M54.59");
    assert_eq!((low_back.led_from.as_deref(), low_back.term.kind), (Some("M54.5"), TermKind::AlphabeticIndex));
    assert_eq!((low_back.term.text.as_str(), low_back.term.release), ("Lumbago, lumbalgia", "FY2017"));
    let before = asked("lumbago lumbalgia", "2021-09-30", Which::Billable, 1).answers;
    assert_eq!((before[0].code.as_str(), before[0].led_from.as_deref()), ("M54.5", None));
    // H81.41 ended on 2019-09-30 and became H81.4 (NCHS conversion table).
    let ear = asked("vertigo of central origin right ear", "2026-01-15", Which::All, 1).answers;
    assert_eq!((ear[0].code.as_str(), ear[0].led_from.as_deref()), ("H81.4", Some("H81.41")));
    // No conversion table of FY2027 is held, so S23.420 leads to the header that is left.
    let sprain = asked("sprain of sternum, sternoclavicular", "2026-11-20", Which::All, 5).answers;
    assert!(sprain.iter().any(|answer| answer.code == "S23.42"), "{sprain:?}");
}

#[test]
fn a_code_is_found_by_the_title_it_had() {
    // Re-titled on 2017-10-01 (order files of FY2017 and FY2018).
    let answers = asked("histiocytic and mast cell tumors of uncertain behavior", "2026-01-15", Which::All, 1).answers;
    assert_eq!((answers[0].code.as_str(), answers[0].title), ("D47.0", "Mast cell neoplasms of uncertain behavior"));
    assert_eq!((answers[0].term.kind, answers[0].term.release), (TermKind::Title, "FY2017"));
}

#[test]
fn the_limit_holds() {
    assert_eq!(asked("fracture", "2026-01-15", Which::All, 25).answers.len(), 25);
    assert!(asked("fracture", "2026-01-15", Which::All, 0).answers.is_empty());
    assert!(asked("fracture", "2014-01-15", Which::All, 5).answers.is_empty(), "no release is held for 2014");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_answer_is_a_code_of_the_day(words in "[a-z]{2,9}( [a-z]{2,9}){0,3}|\\PC{0,30}", day in 0usize..16, billable: bool) {
        let release = &CodeBook::embedded().releases()[day];
        let which = if billable { Which::Billable } else { Which::All };
        let answers = search(&Question { words: &words, on: release.until, which, limit: 20 }).answers;
        for answer in answers {
            let set = CodeBook::embedded().on(release.until).expect("a release");
            let node = Code::parse(answer.code.as_bytes()).and_then(|code| set.get(code)).expect("in force");
            prop_assert_eq!((node.is_billable(), node.title()), (answer.billable, answer.title));
            prop_assert!(answer.billable || !billable);
        }
    }
}
