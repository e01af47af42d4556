# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: awk -f table.awk bars results.csv
#
# Prints the results as tables, a line an operation: what hello.ko needs and what the others do,
# its ratio to the twins, and beside that the bar and whether it is met.
#
# Exit status: 0 all bars are met; 1 one is not, or there is no result for it.

# The fields that name an operation, joined; "-" stands for an empty one.
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

# The ratio to one of the twins and, when there is a bar, "<= 1.00 met".
function ratio(what, beside,    unit, quotient, limit, text) {
	if (value[what, "hello"] == "" || !(value[what, beside] > 0))
		return sprintf("%6s %-14s", "-", "")
	unit = unit_of[what]
	# Of throughputs those of the same round are compared; bench has done that for ctwin.
	quotient = beside == "ctwin" ? to_twin[what] : value[what, "hello"] / value[what, beside]
	quotient = sprintf("%.2f", quotient)
	text = ""
	if ((what, beside) in bar) {
		limit = bar[what, beside]
		judged[what, beside] = 1
		if (unit == "instructions" ? quotient + 0 <= limit + 0 : quotient + 0 >= limit + 0)
			text = "met"
		else
			text = "MISSED"
		if (text != "met")
			missed++
		text = sprintf("%s %.2f %s", unit == "instructions" ? "<=" : ">=", limit, text)
	}
	return sprintf("%6s %-14s", quotient, text)
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
	if (NF == 7 && !/^#/)
		bar[key($1, $2, $3, $4, $5), $6] = $7
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
	line = sprintf("%-34s %8s %8s %8s %8s %8s %8s  %s%s", name[what], \
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
