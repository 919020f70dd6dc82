#!/bin/sh
# Everything a change must pass: format, lints, tests. Needs a Rust toolchain with rustfmt and clippy, and nothing else.
set -eu
cd "$(dirname "$0")/.."

for tool in cargo rustfmt cargo-clippy; do
    if ! command -v "$tool" >/dev/null 2>&1 || ! "$tool" --version >/dev/null 2>&1; then
        echo "tests/all.sh: $tool is not installed." >&2
        case "$tool" in
            cargo) echo "Install Rust from https://rustup.rs" >&2 ;;
            rustfmt) echo "Install it with: rustup component add rustfmt" >&2 ;;
            cargo-clippy) echo "Install it with: rustup component add clippy" >&2 ;;
        esac
        exit 2
    fi
done

echo "== format"
cargo fmt --check
echo "== lints"
cargo clippy --locked --all-targets --quiet -- -D warnings
echo "== tests"
cargo test --locked --no-fail-fast
echo "== JUnit against its XSD"
if command -v xmllint >/dev/null 2>&1; then
    report=$(mktemp)
    trap 'rm -f "$report"' EXIT
    # The file has faults in it, and one is not there: failures, skipped cases and an error.
    cargo run --locked --quiet -- check fixtures/professional/claims.csv gone.csv --isolated --quiet \
        --output junit="$report" >/dev/null 2>&1 || true
    xmllint --noout --schema tests/schemas/junit-10.xsd "$report"
else
    echo "NOT RUN: xmllint is not installed (Debian: libxml2-utils)"
fi
