# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: awk -f plot.awk -v unit=UNIT bars results.csv
#
# Prints the results in UNIT as bench/plot.gp reads them: one line for each operation.

BEGIN { FS = " " }
FILENAME == ARGV[1] {
	if ($1 == unit && $6 == "ctwin")
		bar[$2, $3, $4, $5] = $7
	next
}
FNR == 1 { FS = ","; next }
$6 == unit && $1 == "hello" {
	order[++count] = $2 "," $3 "," $4 "," $5
	hello[order[count]] = $8
}
$6 == unit && $1 == "ctwin_rwsem" { rwsem[$2 "," $3 "," $4 "," $5] = $8 }

END {
	for (i = 1; i <= count; i++) {
		split(order[i], part, ",")
		name = part[1]
		if (part[2] != "")
			name = name "\\n" (part[2] < 1024 ? part[2] " B" : part[2] / 1024 " KiB")
		if (part[3] != "")
			name = name "\\n" part[3] "r" (part[4] > 0 ? "+" part[4] "w" : "")
		for (j = 2; j <= 4; j++)
			if (part[j] == "")
				part[j] = "-"
		limit = bar[part[1], part[2], part[3], part[4]]
		printf "\"%s\" %s %s %s\n", name, hello[order[i]], rwsem[order[i]], limit == "" ? "NaN" : limit
	}
}
