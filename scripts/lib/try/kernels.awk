# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Prints one table of several verdicts (KERNEL NAME STEP STATUS TEXT, with TABs): a line for each module, a
# column for each kernel, and in it ok, or the first step that failed, or the first with a warning. With
# colour=1 these are coloured.

BEGIN { FS = "\t"; rank["ok"] = rank["skip"] = 0; rank["warn"] = 1; rank["fail"] = 2; paint[0] = 32; paint[1] = 33; paint[2] = 31 }

{
	if (!($1 in width)) {
		kernel[++kernels] = $1
		width[$1] = length($1)
	}
	if ($2 == "")
		next
	if (!($2 in seen))
		name[++names] = $2
	seen[$2]
	if (length($2) > wide)
		wide = length($2)
	if (!(($1, $2) in worst)) {
		worst[$1, $2] = 0
		cell[$1, $2] = "ok"
	}
	if (rank[$4] > worst[$1, $2]) {
		worst[$1, $2] = rank[$4]
		cell[$1, $2] = $4 ": " $3
	}
	if (length(cell[$1, $2]) > width[$1])
		width[$1] = length(cell[$1, $2])
}

END {
	text = sprintf("%-*s", wide, "")
	for (k = 1; k <= kernels; k++)
		text = text sprintf("  %-*s", width[kernel[k]], kernel[k])
	print_row(text)
	for (i = 1; i <= names; i++) {
		text = sprintf("%-*s", wide, name[i])
		for (k = 1; k <= kernels; k++)
			text = text "  " padded(kernel[k], name[i])
		print_row(text)
	}
}

function padded(k, m, text) {
	text = sprintf("%-*s", width[k], (k, m) in cell ? cell[k, m] : "not tried")
	return colour && (k, m) in cell ? sprintf("\033[%dm%s\033[0m", paint[worst[k, m]], text) : text
}

function print_row(text) {
	sub(/ *$/, "", text)
	print text
}
