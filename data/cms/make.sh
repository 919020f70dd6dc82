#!/bin/sh
# Makes mce.tsv and poa_exempt.tsv from the files named in SOURCES.toml, unpacked into one folder:
#
#   data/cms/make.sh FOLDER
#
# Nothing but sh, awk and sort is needed, and a second run gives the same bytes.
set -eu
from=$1
into=$(dirname "$0")
export LC_ALL=C

# The table of the Medicare Code Editor: of every code the days on which each set of flags held, where there is one.
# Intervals that follow one another with the same flags become one; 20270331, the last day of the version, becomes "on".
sort -t "$(printf '\t')" -k1,1 -k2,2n "$from/mce_i10dx_master_v44_0.tsv" | awk -F '\t' '
BEGIN {
    OFS = "\t"
    print "code", "from", "to", "flags"
    count = split("ecodepdx unacceptable reqsdx manifestation qadm wrngproc unspecified newborn pediatric maternity adult female male", theirs, " ")
    split("external-cause unacceptable requires-secondary manifestation questionable-admission wrong-procedure unspecified newborn pediatric maternity adult female male", ours, " ")
}
function dotted(code) { return length(code) > 3 ? substr(code, 1, 3) "." substr(code, 4) : code }
function iso(day) { return substr(day, 1, 4) "-" substr(day, 5, 2) "-" substr(day, 7, 2) }
function next_day(day) {
    if (day ~ /0930$/) return substr(day, 1, 4) "1001"
    if (day ~ /0331$/) return substr(day, 1, 4) "0401"
    if (day ~ /1231$/) return substr(day, 1, 4) + 1 "0101"
    return "?"
}
function flush() {
    if (flags != "") print dotted(code), iso(begin), end == "20270331" ? "" : iso(end), flags
    flags = ""
}
$1 == "code" { next }
{
    said = "|" $4 "|"
    words = ""
    for (i = 1; i <= count; i++)
        if (index(said, "|" theirs[i] "|")) words = words (words == "" ? "" : " ") ours[i]
    if ($1 == code && words == flags && next_day(end) == $2) { end = $3; next }
    flush()
    code = $1; begin = $2; end = $3; flags = words
}
END { flush() }
' > "$into/mce.tsv"

# The lists of codes exempt from present-on-admission reporting, each in force until the next: of every code the days on
# which it stood on one. The last day is that of the newest list, beyond which nothing is known.
lists="2016:2015-10-01:2016-09-30 2017:2016-10-01:2017-09-30 2018:2017-10-01:2018-09-30 2019:2018-10-01:2019-09-30
2020:2019-10-01:2020-09-30 2021:2020-10-01:2020-12-31 Jan2021:2021-01-01:2021-09-30 FY22:2021-10-01:2022-03-31
Apr22:2022-04-01:2022-09-30 FY23:2022-10-01:2023-03-31 Apr23:2023-04-01:2023-09-30 FY24:2023-10-01:2024-09-30
FY25:2024-10-01:2025-09-30 FY26:2025-10-01:2026-09-30"
number=0
for list in $lists; do
    number=$((number + 1))
    name=${list%%:*} days=${list#*:}
    tr '\r' '\n' < "$from/POAexemptCodes$name.txt" | awk -F '\t' -v OFS='\t' -v number="$number" -v days="$days" '
    NR > 1 && $2 != "" { gsub(/[ "]/, "", $2); print $2, number, substr(days, 1, 10), substr(days, 12, 10) }'
done | sort -t "$(printf '\t')" -k1,1 -k2,2n | awk -F '\t' '
BEGIN { OFS = "\t"; print "code", "from", "to" }
function flush() { if (code != "") print code, begin, end }
{
    if ($1 == code && $2 == last + 1) { last = $2; end = $4; next }
    flush()
    code = $1; last = $2; begin = $3; end = $4
}
END { flush() }
' > "$into/poa_exempt.tsv"
