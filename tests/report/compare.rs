//! A run against an earlier one: what it says of rules and groups, and what it takes for an earlier run.

use super::{STORY, claimlint, folder, read};
use serde_json::Value;
use std::path::Path;

#[test]
fn what_rose_fell_and_is_new() {
    let folder = folder();
    let lines = read(Path::new(STORY));
    let months = |keep: &str| {
        let lines = lines.lines().enumerate().filter(|(at, line)| *at == 0 || line.contains(keep));
        lines.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
    };
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let [january, february, old, checked, new] = ["j.csv", "f.csv", "old.json", "checked.json", "new.json"].map(at);
    std::fs::write(&january, months(",2026-01-")).expect("a file");
    std::fs::write(&february, months(",2026-02-")).expect("a file");
    claimlint(&["report", &january, "--by", "coder", "--json", &old]);
    claimlint(&["report", &february, "--by", "coder", "--json", &new, "--compare", &old]);
    let changes = |path: &str| {
        let json: Value = serde_json::from_str(&read(Path::new(path))).expect("JSON");
        json["changes"].clone()
    };
    let rules = |changes: &Value| {
        let rules = changes["rules"].as_array().expect("rules").iter();
        let word = |rule: &Value, key: &str| rule[key].as_str().expect("a word").to_owned();
        rules.map(|rule| format!("{} {}", word(rule, "rule"), word(rule, "change"))).collect::<Vec<_>>()
    };
    let expected = [
        "dx-duplicate new",
        "dx-malformed new",
        "dx-missing-7th-character new",
        // Three on sixteen claims, then one on seventeen.
        "dx-header-not-billable fallen",
    ];
    assert_eq!(rules(&changes(&new)), expected);
    let ben = &changes(&new)["groups"][2];
    assert_eq!((ben["label"].as_str(), ben["before"].as_f64()), (Some("Ben"), Some(0.5)));
    assert_eq!(ben["clear"].as_bool(), Some(false), "six claims cannot tell");
    claimlint(&["check", &january, "--output", &format!("json={checked}"), "--quiet"]);
    claimlint(&["report", &february, "--by", "coder", "--json", &new, "--compare", &checked]);
    assert_eq!(rules(&changes(&new)), expected);
    // What did not run cannot be new or gone.
    claimlint(&["report", &january, "--ignore", "dx-malformed", "--json", &old]);
    claimlint(&["report", &february, "--ignore", "dx-header-not-billable", "--json", &new, "--compare", &old]);
    let unrun = [
        "dx-duplicate new",
        "dx-missing-7th-character new",
        "dx-malformed not-run-before",
        "dx-header-not-billable not-run-now",
    ];
    assert_eq!(rules(&changes(&new)), unrun);
    let unlike = changes(&new)["unlike"].clone();
    assert_eq!(unlike, serde_json::json!(["dx-header-not-billable", "dx-malformed"]));
    // The JSON of check says what the settings left out.
    claimlint(&["check", &january, "--ignore", "dx-malformed", "--output", &format!("json={checked}"), "--quiet"]);
    claimlint(&["report", &february, "--json", &new, "--compare", &checked]);
    assert!(rules(&changes(&new)).contains(&"dx-malformed not-run-before".to_owned()));
}

/// A rule that an earlier claimlint did not have is not new on the claims.
#[test]
fn what_was_never_looked_for_is_not_new() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let [old, new] = ["old.json", "new.json"].map(at);
    claimlint(&["report", STORY, "--by", "coder", "--json", &old]);
    let mut figures: Value = serde_json::from_str(&read(Path::new(&old))).expect("JSON");
    figures["ran"].as_array_mut().expect("rules").retain(|rule| rule != "dx-duplicate");
    figures["rules"].as_array_mut().expect("rules").retain(|rule| rule["rule"] != "dx-duplicate");
    std::fs::write(&old, figures.to_string()).expect("a file");
    claimlint(&["report", STORY, "--by", "coder", "--json", &new, "--compare", &old]);
    let changes = serde_json::from_str::<Value>(&read(Path::new(&new))).expect("JSON")["changes"].clone();
    let of = |name: &str| {
        let rules = changes["rules"].as_array().expect("rules").iter();
        rules.clone().find(|rule| rule["rule"] == name).expect("the rule")["change"].clone()
    };
    assert_eq!((of("dx-duplicate"), of("dx-malformed")), ("not-run-before".into(), "same".into()));
    assert_eq!(changes["unlike"], serde_json::json!(["dx-duplicate"]));
    assert_eq!(changes["groups"][1]["clear"], false, "rates of other rules are not told apart");
}

#[test]
fn what_is_no_earlier_run_is_refused() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let old = at("old.json");
    for (json, why) in [
        ("claim_id,dx1\n", "neither the JSON of a report"),
        ("{\"schema_version\":1}", "neither the JSON of a report"),
        ("{\"schema_version\":7,\"all\":{}}", "the JSON of a report in version 7 of its shape"),
        ("{\"schema_version\":7,\"summary\":{}}", "the JSON of `claimlint check` in version 7 of its shape"),
        ("{\"schema_version\":1,\"all\":{}}", "the JSON of a report, but not whole: missing field"),
    ] {
        std::fs::write(&old, json).expect("a file");
        let output = claimlint(&["report", STORY, "--compare", &old]);
        let words = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(2), "{json}");
        assert!(words.contains(why), "{words}");
    }
}
