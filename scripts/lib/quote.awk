# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: awk -v item=NAME -f quote.awk QUOTE FILE
#
# Tells whether QUOTE stands in FILE, in the definition of NAME: a function, type, constant or macro
# in Rust, C or sh, or a target of make. A line `...` in QUOTE stands for any lines.
#
# Spaces and tabs at the beginning of lines do not count.
#
# Prints nothing if it does, else one line that says what is missing.

function indent(line) {
	match(line, /^[ \t]*/)
	return RLENGTH
}

# Whether the definition of NAME begins in this line.
function defines(line) {
	return line !~ /^[ \t]*(\*|\/\/|\/\*)/ && (line ~ ("(fn|struct|enum|trait|impl|const|static|mod|type|union|macro_rules!|#define)[ \t]+" item "([^A-Za-z0-9_]|$)") ||
		line ~ ("^[A-Za-z_].*[ *]" item "\\([^;]*$") || line ~ ("^" item "(\\(\\)|:)"))
}

function unindented(line) {
	sub(/^[ \t]+/, "", line)
	return line
}

FNR == NR { quote[++quotes] = unindented($0); next }
!from && defines($0) {
	from = 1
	depth = indent($0)
	if ($0 ~ /;$/)
		ended = 1
}
from && (!ended || lines == 0) {
	text[++lines] = unindented($0)
	# The end: a brace as deep as the beginning; of a target of make, an empty line.
	if (lines > 1 && indent($0) == depth && $0 ~ /^[ \t]*}/ || $0 == "" && text[1] ~ (item ":"))
		ended = 1
}

# Whether the lines of the quote from q up to the next `...` stand in the item, from line t on. Sets
# after to the line after them.
function stands(q, t) {
	for (; q <= quotes && quote[q] != "..."; q++)
		if (quote[q] != text[t++])
			return 0
	after = t
	return 1
}

END {
	if (!from) {
		print "there is no definition of " item " in " FILENAME
		exit
	}
	t = 1
	for (q = 1; q <= quotes; q++) {
		if (quote[q] == "...")
			continue
		for (; t <= lines && !stands(q, t); t++)
			;
		if (t > lines) {
			print "this does not stand in " item " of " FILENAME ": " quote[q]
			exit
		}
		t = after
		while (q < quotes && quote[q + 1] != "...")
			q++
	}
}
