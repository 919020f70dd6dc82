//! What the settings say, and where.

use super::*;

#[test]
fn some_files_have_settings_of_their_own() {
    let folder = folder(
        "[severity]\ndx-header-not-billable = \"warning\"\n[[files]]\nmatch = [\"legacy/\"]\nignore = [\"DX108\"]\n\
         severity = { dx-unknown-code = \"info\" }\n",
    );
    write(&folder, "legacy/deep/old.csv", &claims(&ROWS));
    let of = |path: &str| {
        let run = run(&folder, &["check", path, "--format", "concise", "--min-severity", "info", "--quiet"]);
        let rule =
            |line: &str| line.split(": ").nth(1).map(|words| words.split(' ').take(2).collect::<Vec<_>>().join(" "));
        let mut rules: Vec<String> = run.out.lines().filter_map(rule).filter(|rule| rule.contains("DX")).collect();
        rules.dedup();
        (run.exit, rules)
    };
    let strings = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    assert_eq!(of("claims.csv"), (Some(1), strings(&["warning DX101", "error DX108", "error DX106"])));
    assert_eq!(of("legacy"), (Some(0), strings(&["warning DX101", "info DX106"])));
    // A path is read from the folder of the settings, wherever the file is named from.
    write(&folder, "claimlint.toml", "[[files]]\nmatch = [\"legacy/**\"]\nignore = [\"DX\"]\n");
    let whole = folder.path().join("legacy");
    for path in ["legacy", "./legacy/deep/old.csv", whole.to_str().expect("a name")] {
        assert_eq!(of(path), (Some(0), Vec::new()), "{path}");
    }
    assert_eq!(of("claims.csv").0, Some(1));
}

#[test]
fn settings_can_be_said_on_the_command_line_and_shown() {
    let folder = folder("fail-on = \"warning\"\nignore = [\"ND\"]\n[columns]\ncoder = \"Who\"\n");
    let shown = check(
        &folder,
        &["--show-settings", "--config", "max-errors=7", "--config", "columns.dx3=\"My \\\"Dx\\\"\"", "--ignore", "VX"],
        0,
    )
    .out;
    assert!(shown.starts_with("# from "), "{shown}");
    for line in
        ["ignore = [\"ND\", \"VX\"]", "fail-on = \"warning\"", "max-errors = 7", "coder = \"Who\"", "dx3 = 'My \"Dx\"'"]
    {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let said = ["--baseline", "known.json", "--output", "sarif=b.sarif", "--layout", "tuva", "--show-settings"];
    let all = check(&folder, &said, 0).out;
    for line in ["baseline = \"known.json\"", "sarif = \"b.sarif\"", "layout = \"tuva\""] {
        assert!(all.lines().any(|shown| shown == line), "{line}: {all}");
    }
    // What is shown can be settled, and then says the same.
    write(&folder, "again.toml", &shown);
    let again = check(&folder, &["--show-settings", "--config", "again.toml"], 0).out;
    assert_eq!(again.lines().skip(1).collect::<Vec<_>>(), shown.lines().skip(1).collect::<Vec<_>>());
    check(&folder, &["--isolated", "--config", "fail-on=info", "--select", "dx-duplicate"], 0);
    let both = check(&folder, &["--config", "again.toml", "--config", "claimlint.toml"], 2).err;
    assert!(both.contains("--config names two files of settings: again.toml and claimlint.toml"), "{both}");
    let none = check(&folder, &["--isolated", "--config", "again.toml"], 2).err;
    assert!(none.contains("--isolated uses no file of settings"), "{none}");
    assert!(check(&folder, &["--config", "fial-on=info"], 2).err.contains("did you mean \"fail-on\"?"));
}

#[test]
fn the_settings_say_what_is_written() {
    let folder = folder("[output]\njunit = \"reports.xml\"\nsarif = \"a.sarif\"\n");
    check(&folder, &["--output", "sarif=b.sarif"], 1);
    let exists = |name: &str| folder.path().join(name).exists();
    assert!(exists("reports.xml") && exists("b.sarif") && !exists("a.sarif"));
}

#[test]
fn a_first_file_of_settings_changes_nothing() {
    let folder = folder("");
    std::fs::remove_file(folder.path().join("claimlint.toml")).expect("removed");
    let before = check(&folder, &["--format", "json"], 1).out;
    assert_eq!(run(&folder, &["init"]).out, "wrote ./claimlint.toml\n");
    assert_eq!(check(&folder, &["--format", "json"], 1).out, before);
    let second = run(&folder, &["init"]);
    assert_eq!(second.exit, Some(2));
    assert!(second.err.contains("./claimlint.toml: it is there already and is not written over"), "{}", second.err);
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 2, "claims.csv and claimlint.toml, and nothing under way");
    // With every line taken up it is read too, but for the files it speaks of.
    let text = std::fs::read_to_string(folder.path().join("claimlint.toml")).expect("it");
    let taken_up: String =
        text.lines().skip(2).fold(String::new(), |text, line| text + line.trim_start_matches("# ") + "\n");
    write(&folder, "claimlint.toml", &taken_up);
    let shown = check(&folder, &["--show-settings"], 0).out;
    assert!(shown.contains("max-error-rate = \"0.5%\""), "{shown}");
}

#[test]
fn the_schema_of_settings_is_current_and_knows_what_is_read() {
    let folder = folder("");
    let printed = run(&folder, &["schema", "settings"]).out;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write("claimlint.schema.json", &printed).expect("the schema");
    }
    assert_eq!(
        std::fs::read_to_string("claimlint.schema.json").expect("the schema"),
        printed,
        "UPDATE=1 prints it anew"
    );
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let allows = |toml: &str| {
        let value: toml::Value = toml::from_str(toml).expect("TOML");
        validator.is_valid(&serde_json::to_value(value).expect("JSON"))
    };
    for text in [
        "max-errors = 1\n[output]\nsarif = \"x\"\n",
        "[[allow]]\nrule = \"x\"\nreason = \"y\"\nwhere = { payer = \"z\" }\n",
    ] {
        assert!(allows(text), "{text}");
    }
    for text in ["max-error = 1\n", "[[allow]]\nrule = \"x\"\n", "[columns]\nname = \"x\"\n", "fail-on = \"warn\"\n"] {
        assert!(!allows(text), "{text}");
    }
    let rules = run(&folder, &["schema", "rules"]).out;
    assert_eq!(rules.trim_end(), std::fs::read_to_string("rules/rules.schema.json").expect("it").trim_end());
}

/// A rule that runs on no file has not passed.
#[test]
fn a_rule_ignored_for_every_file_is_no_passed_case() {
    let folder = folder("[[files]]\nmatch = [\"legacy/\"]\nignore = [\"DX109\"]\n");
    write(&folder, "legacy/old.csv", &claims(&ROWS));
    let passed = |files: &[&str]| {
        let said = run(&folder, &[&["check", "--format", "junit"], files].concat());
        assert_eq!(said.exit, Some(1), "{}", said.err);
        said.out.contains("<testcase name=\"DX109 dx-duplicate\" classname=\"claimlint\"/>")
    };
    assert!(passed(&["claims.csv"]));
    assert!(!passed(&["legacy"]));
    assert!(passed(&["legacy", "claims.csv"]));
}
