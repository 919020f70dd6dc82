#!/bin/sh
# Opens the reports in a real browser: see README.md beside this file. Exits with 0 when all is well, 1 when something is
# wrong with a report, 3 when it could not be run, which it says loudly. With `install` it only installs what is missing, as far
# as that can be done without asking: something else can be built meanwhile.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

not_run() {
    echo "******************************************************************" >&2
    echo "* NOT RUN: the reports were not all opened in the programs they are for." >&2
    echo "* $1" >&2
    echo "******************************************************************" >&2
    exit 3
}

browser() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
}

install() {
    [ $# -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 0
    echo "installing $*" >&2
    # A machine without a network must not wait for one.
    timeout 60 apt-get -qq update >/dev/null 2>&1 || true
    # One after the other: where one of them cannot be had, the others can.
    for package in "$@"; do
        DEBIAN_FRONTEND=noninteractive timeout 240 apt-get -qq install -y --no-install-recommends "$package" >/dev/null 2>&1 || true
    done
}

missing=
[ -n "$(browser)" ] || missing="chromium"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc"
# Names without blanks, each a word.
# shellcheck disable=SC2086
[ "${CLAIMLINT_BROWSER:-}" = installed ] || install $missing
[ "${1:-}" != install ] || exit 0
chromium=$(browser)
[ -n "$chromium" ] || not_run "Chromium is not installed; name one with CHROMIUM=path."
command -v npm >/dev/null 2>&1 || not_run "Node with npm is not installed."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/page.mjs" "$work"
(cd "$work" && timeout 180 npm install --silent --no-audit --no-fund --ignore-scripts >"$work/npm.log" 2>&1) ||
    not_run "npm could not fetch playwright-core and axe-core: $(tail -n 1 "$work/npm.log")"

cargo build --quiet --locked
claimlint=${CARGO_TARGET_DIR:-target}/debug/claimlint
story=fixtures/three-coders/claims.csv
"$claimlint" report "$story" --isolated --by coder,payer,month --html "$work/story.html" --json "$work/story.json" \
    --xlsx "$work/story.xlsx"
"$claimlint" report tests/browser/hostile.csv --isolated --by coder,payer --html "$work/hostile.html"
# Enough claims that counts have a comma, against an earlier run and with an audit: every table a page can have.
awk 'BEGIN {
    print "claim_id,service_date,coder,charge,dx1"
    for (claim = 0; claim < 3000; claim++) {
        code = claim % 2 ? "M54.5" : claim % 5 ? "I10" : claim % 4 ? "E11" : "I1O"
        coder = claim < 1700 ? "Ana" : claim < 2600 ? "Ben" : claim < 2990 ? "Cleo" : "Dan"
        print claim ",2026-0" 1 + claim % 3 "-05," coder ",100.00," code
    }
}' >"$work/many.csv"
"$claimlint" report "$work/many.csv" --isolated --by coder --sample 3 --csv "$work/tables" --json "$work/old.json"
sed '2,$s/,,$/,ok,/' "$work/tables/audit.csv" >"$work/verdicts.csv"
"$claimlint" report "$work/many.csv" --isolated --by coder --ignore dx-malformed --compare "$work/old.json" \
    --verdicts "$work/verdicts.csv" --html "$work/many.html" 2>"$work/notes.log" || { cat "$work/notes.log" >&2; exit 1; }
CHROMIUM=$chromium WORK=$work SHOTS=${SHOTS:-} node "$work/page.mjs"

command -v soffice >/dev/null 2>&1 || not_run "LibreOffice is not installed: the page was opened, the workbook was not."
# 44,34,76,1: comma, quote, UTF-8, from row 1; -1 writes every sheet.
HOME=$work timeout 120 soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir "$work/sheets" "$work/story.xlsx" >"$work/soffice.log" 2>&1 || { cat "$work/soffice.log" >&2; exit 1; }
WORK=$work node "$here/workbook.mjs"
