# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: awk -f table.awk bars results.csv
#
# Prints a table for each unit, with one line for each operation: the value of hello.ko and of
# what it is compared with, its ratio to each twin, the bar for that ratio, and whether it is met.
#
# Exit codes: 0 all bars are met; 1 a bar is missed, or has no result.

# Joins the fields that name an operation. An empty field becomes "-", as in bench/bars.
function key(unit, op, size, readers, writers) {
	return unit SUBSEP op SUBSEP (size == "" ? "-" : size) SUBSEP \
		(readers == "" ? "-" : readers) SUBSEP (writers == "" ? "-" : writers)
}

function label(op, size, readers, writers,    text) {
	text = op
	if (size != "")
		text = text " " (size < 1024 ? size " B" : size / 1024 " KiB")
	if (readers != "")
		text = text ", " readers (readers == 1 ? " reader" : " readers")
	if (writers > 0)
		text = text " and " writers " writer"
	return text
}

function number(unit, value) {
	if (value == "")
		return "-"
	if (unit == "bytes_per_second")
		return sprintf("%.1f", value / 1e6)
	if (unit == "seconds")
		return sprintf("%.3f", value)
	return sprintf("%.0f", value)
}

# The ratio to one of the twins, and the bar for it where there is one: "1.01 <= 1.02 met".
function ratio(what, twin,    unit, quotient, compared, shown, limit, met) {
	if (value[what, "hello"] == "" || !(value[what, twin] > 0))
		return sprintf("%6s %-14s", "-", "")
	unit = unit_of[what]
	quotient = value[what, "hello"] / value[what, twin]
	# The bench program compares the throughputs of each round with ctwin's of the same round.
	if (twin == "ctwin" && unit == "bytes_per_second")
		quotient = to_twin[what]
	shown = sprintf("%.2f", quotient)
	if (!((what, twin) in bar))
		return sprintf("%6s %-14s", shown, "")

	judged[what, twin] = 1
	limit = bar[what, twin]
	if (rounded[what, twin] == "-")
		compared = quotient
	else
		compared = sprintf("%." rounded[what, twin] "f", quotient) + 0
	met = unit == "instructions" ? compared <= limit : compared >= limit
	if (!met) {
		missed++
		# With two decimals a ratio just above the bar would look equal to it.
		shown = sprintf("%.4f", quotient)
	}
	return sprintf("%6s %-14s", shown, \
		sprintf("%s %.2f %s", unit == "instructions" ? "<=" : ">=", limit, met ? "met" : "MISSED"))
}

function heading(unit,    text) {
	text = unit
	if (unit == "instructions")
		text = "instructions a call"
	if (unit == "bytes_per_second")
		text = "megabytes a second"
	printf "%s%-34s %8s %8s %8s %8s %8s %8s  %-21s %s\n", started++ ? "\n" : "", text, \
		"hello", "ctwin", "c.rwsem", "tmpfs", "zero", "null", " /ctwin bar", " /c.rwsem bar"
}

FILENAME == ARGV[1] {
	if (NF == 8 && !/^#/) {
		bar[key($1, $2, $3, $4, $5), $6] = $7 + 0
		rounded[key($1, $2, $3, $4, $5), $6] = $8
	}
	next
}

BEGIN { FS = " " }
FNR == 1 { FS = ","; next }
{
	what = key($6, $2, $3, $4, $5)
	if (!($6 in seen)) {
		seen[$6] = 1
		units[++kinds] = $6
	}
	if (!(what in unit_of)) {
		order[++count] = what
		unit_of[what] = $6
		name[what] = label($2, $3, $4, $5)
	}
	value[what, $1] = $7
	if ($1 == "hello")
		to_twin[what] = $8
}

function row(what,    unit, line) {
	unit = unit_of[what]
	line = sprintf("%-34s %8s %8s %8s %8s %8s %8s  %s %s", name[what], \
		number(unit, value[what, "hello"]), number(unit, value[what, "ctwin"]), \
		number(unit, value[what, "ctwin_rwsem"]), number(unit, value[what, "tmpfs"]), \
		number(unit, value[what, "zero"]), number(unit, value[what, "null"]), \
		ratio(what, "ctwin"), ratio(what, "ctwin_rwsem"))
	sub(/ +$/, "", line)
	print line
}

END {
	for (kind = 1; kind <= kinds; kind++) {
		heading(units[kind])
		for (i = 1; i <= count; i++)
			if (unit_of[order[i]] == units[kind])
				row(order[i])
	}
	for (what in bar)
		if (!(what in judged)) {
			split(what, part, SUBSEP)
			print "no result for the bar: " part[1], part[2], part[3], part[4], part[5], part[6]
			missed++
		}
	print missed ? "\n" missed " bars missed" : "\nall bars met"
	exit missed > 0
}
