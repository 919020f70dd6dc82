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
        "dx-header-not-billable unclear",
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

/// The figures of a rule that did not run are not 0, and one that ran in part is compared and marked; the earlier run is named.
#[test]
fn what_did_not_run_has_no_figure() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let [one, other, old, new, checked, html] =
        ["one.csv", "other.csv", "old.json", "new.json", "checked.json", "a.html"].map(at);
    let claims = |month: u32| {
        (0..40).fold("claim_id,service_date,coder,procedure_code,mod1,dx1,dx2\n".to_owned(), |text, row| {
            text + &format!("{row},2026-{month:02}-05,Ana,99213,{},I10,I10\n", if row < 20 { "ZZ" } else { "" })
        })
    };
    std::fs::write(&one, claims(1).replace("2026-01-05", "2025-12-05")).expect("a file");
    std::fs::write(&other, claims(1).replacen("2026-01-05", "2025-12-05", 10)).expect("a file");
    claimlint(&["report", &one, "--ignore", "dx-duplicate", "--json", &old]);
    claimlint(&["report", &other, "--json", &new, "--html", &html, "--compare", &old]);
    let changes = |path: &str| serde_json::from_str::<Value>(&read(Path::new(path))).expect("JSON")["changes"].clone();
    let of = |changes: &Value, name: &str| {
        let rules = changes["rules"].as_array().expect("rules").iter();
        rules.clone().find(|rule| rule["rule"] == name).expect("the rule").clone()
    };
    let told = changes(&new);
    let duplicate = of(&told, "dx-duplicate");
    assert_eq!((&duplicate["before"], &duplicate["change"]), (&Value::Null, &"not-run-before".into()));
    let modifier = of(&told, "modifier-unknown");
    assert_eq!((modifier["before"].as_u64(), modifier["now"].as_u64()), (Some(20), Some(10)));
    assert_eq!(modifier["in_part"], true, "its list ends before half of the claims");
    let page = read(Path::new(&html));
    assert!(page.contains("(not wholly run)") && page.contains("not wholly run</strong>: "), "{page}");
    assert!(page.contains("The earlier run was on 40 claims of 2025-12 in 1 file: "), "{page}");
    assert!(page.contains("none of its files has the name of one of this run"), "{page}");
    // Its list ends with December: January is marked in the table and said.
    assert!(page.contains(">2026-01*</th>") && page.contains("did not look at services after 2025-12-31"), "{page}");
    assert!(page.contains(">2025-12</th>"), "{page}");
    // An older check named no rules where all were selected: what it knew is not known.
    claimlint(&["check", &one, "--output", &format!("json={checked}"), "--quiet"]);
    let mut older: Value = serde_json::from_str(&read(Path::new(&checked))).expect("JSON");
    assert!(older["summary"]["selected"].as_array().is_some_and(|rules| rules.len() > 50), "all are named");
    older["summary"].as_object_mut().expect("a summary").remove("selected");
    older["summary"]["rules"].as_array_mut().expect("rules").retain(|rule| rule["rule"] != "dx-duplicate");
    std::fs::write(&checked, older.to_string()).expect("a file");
    claimlint(&["report", &other, "--json", &new, "--html", &html, "--compare", &checked]);
    assert_eq!(of(&changes(&new), "dx-duplicate")["change"], "unknown");
    assert!(read(Path::new(&html)).contains("There is no trend of groups: the JSON of check has findings"));
}

/// A hundred and fifty coders leave room for the payers.
#[test]
fn each_kind_of_group_has_its_trend() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let [claims, old, html] = ["claims.csv", "old.json", "a.html"].map(at);
    let text = (0..150).fold("claim_id,service_date,coder,payer,dx1\n".to_owned(), |text, row| {
        text + &format!("{row},2026-01-05,coder {row},payer {},I10\n", row % 2)
    });
    std::fs::write(&claims, &text).expect("a file");
    claimlint(&["report", &claims, "--by", "coder,payer", "--json", &old]);
    std::fs::write(&claims, text.replace("payer 1", "payer 2")).expect("a file");
    claimlint(&["report", &claims, "--by", "coder,payer", "--html", &html, "--compare", &old]);
    let page = read(Path::new(&html));
    let trend =
        page.split("id=\"changes-groups\"").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    for payer in ["payer 0", "payer 1", "payer 2"] {
        assert!(trend.contains(&format!("<bdi>{payer}</bdi>")), "{payer}");
    }
    assert_eq!(trend.matches("<bdi>coder ").count(), 100);
    assert!(page.contains("104 of 154 groups are shown"), "{page}");
    let gone = trend.split("<bdi>payer 1</bdi>").nth(1).and_then(|rest| rest.split("</tr>").next()).expect("a row");
    assert!(gone.contains("data-v=\"-1000\">–"), "a group without a difference sorts before every other: {gone}");
}
