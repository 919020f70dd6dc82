#!/bin/sh
# Runs the hook of this repository by the real pre-commit on a small git repository: a commit with a faulty export is
# stopped, one with a right export goes through. Needs git, python3 with venv and the package registry of Python, so it is
# no part of `cargo test`; tests/pre-commit.txt is what it printed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cargo build --quiet --manifest-path "$top/Cargo.toml"
PATH="$top/target/debug:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pre-commit
PRE_COMMIT_HOME="$work/cache"
HOME="$work"
export PATH PRE_COMMIT_HOME HOME
mkdir "$work/repository" && cd "$work/repository"
git init --quiet
git config user.name "A. Coder" && git config user.email "coder@example.org"
printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: claimlint-system\n        args: [--quiet]\n' \
    "$top" "$(git -C "$top" rev-parse HEAD)" > .pre-commit-config.yaml
"$work/venv/bin/pre-commit" install > /dev/null
git add .pre-commit-config.yaml

say() { echo "\$ $*"; }
attempt() {
    say "git commit -m \"$1\""
    git commit --quiet -m "$1" 2>&1 | grep -v '^\[\(INFO\|WARNING\)\]' || true
    echo "commits: $(git rev-list --count --all)"
}

{
    printf 'claim_id,service_date,dx1,procedure_code\n1001,2025-11-04,E11.9,99213\n1002,2025-11-04,M54.5,99213\n' > claims.csv
    git add claims.csv
    attempt "An export with a header code"
    printf 'claim_id,service_date,dx1,procedure_code\n1001,2025-11-04,E11.9,99213\n1002,2025-11-04,M54.50,99213\n' > claims.csv
    git add claims.csv
    attempt "The export corrected"
    "$work/venv/bin/pre-commit" --version
}
