# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Prints a verdict (NAME STEP STATUS TEXT, with TABs): a line for each step, and below it what stands in
# `log`/NAME.STEP. Of several modules, one that has neither failed nor a warning gets one line. With colour=1
# the status is coloured.

BEGIN { FS = "\t"; paint["ok"] = 32; paint["warn"] = 33; paint["fail"] = 31; paint["skip"] = 36 }

{
	if (!($1 in lines))
		name[++names] = $1
	n = ++lines[$1]
	step[$1, n] = $2
	state[$1, n] = $3
	text[$1, n] = $4
	if ($3 != "ok" && $3 != "skip")
		bad[$1]
	if (length($1) > wide)
		wide = length($1)
}

function row(who, what, status, words) {
	if (colour)
		status = sprintf("\033[%dm%-5s\033[0m", paint[status], status)
	row_text = sprintf("%-*s  %-9s %-5s %s", wide, who, what, status, words)
	sub(/ *$/, "", row_text)
	print row_text
}

END {
	for (i = 1; i <= names; i++) {
		who = name[i]
		if (names > 1 && !(who in bad)) {
			all = ""
			for (n = 1; n <= lines[who]; n++)
				if (state[who, n] == "ok")
					all = all (all == "" ? "" : ", ") step[who, n]
			row(who, "", "ok", all)
			continue
		}
		for (n = 1; n <= lines[who]; n++) {
			row(n == 1 ? who : "", step[who, n], state[who, n], text[who, n])
			if (step[who, n] == step[who, n + 1])
				continue
			file = log_folder "/" who "." step[who, n]
			while ((getline detail < file) > 0)
				print "        " detail
		}
	}
}
