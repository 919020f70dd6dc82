//! What `claimlint init` writes: a file that changes nothing and shows what can be settled.

/// The text of a first `claimlint.toml`.
pub const STARTER: &str = r#"# Settings of claimlint for the exports in this folder and below it.
# Each line is what can be settled; take the # away to settle it. `claimlint schema settings` prints the schema.

# fail-on = "error"                   # the mildest severity that fails a run: error, warning or info
# max-errors = 0                      # errors allowed before a run fails
# max-error-rate = "0.5%"             # claims with errors allowed, of the claims checked
# baseline = "baseline.json"          # findings already known; written by: claimlint check … --write-baseline baseline.json

# select = ["diagnosis", "ND"]        # rules by name, code, beginning of a code, or pack; without it, all
# ignore = ["dx-duplicate"]
# packs = ["our-payer.toml"]          # rule files of your own
# exclude = ["archive/", "*.bak.csv"] # files and folders not to look into, as in .gitignore

# [columns]                           # only for headers claimlint does not know by itself
# claim_id = "Acct Ref"
# dx1 = "Final Dx"

# [severity]                          # the severity of rules in place of their own
# dx-duplicate = "info"

# [[files]]                           # settings for some of the files
# match = ["legacy/**"]
# ignore = ["DX4"]

# [[allow]]                           # findings that are accepted, each with its reason
# rule = "dx-duplicate"
# claim = "1002"                      # on this claim only
# code = "M54.50"                     # with this code only
# where = { payer = "ACME" }          # on lines with this value only
# reason = "agreed with the payer on 3 March"
# until = 2026-12-31

# [output]                            # reports to write in every run
# sarif = "claimlint.sarif"

# [fix]
# dots = "keep"                       # how `claimlint fix` writes diagnosis codes: keep, with or without a dot

# [tables]                            # tables of your own
# mue = ["MCR_MUE_PractitionerServices.csv"]
"#;
