#!/bin/sh
# A hundred thousand files in one run: every one is counted, the few with a fault are told, and one that cannot be read
# stops no other. Takes a minute and 500 MB of disk, so it is no part of `cargo test`; tests/many-files.txt is what it
# printed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cargo build --quiet --release --manifest-path "$top/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
awk 'BEGIN {
    for (folder = 0; folder < 100; folder++) {
        system("mkdir -p claims/" folder)
        for (file = 0; file < 1000; file++) {
            path = "claims/" folder "/" file ".csv"
            print "claim_id,service_date,dx1,procedure_code" > path
            print "A" folder "-" file ",2025-11-04," (file % 500 ? "E11.9" : "E11") ",99213" > path
            close(path)
        }
    }
}'
: > claims/0/empty.csv
echo '$ claimlint check claims --format concise | tail -n 3'
"$top/target/release/claimlint" check claims --isolated --format concise > found 2> said && code=$? || code=$?
tail -n 3 found
echo "findings: $(wc -l < found)"
echo "exit code: $code"
grep -E '^(error|checked|  [0-9,]+ )|files' said
