# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Prints a verdict (NAME STEP STATUS TEXT, with TABs) as KTAP version 1: a subtest for each module, with a
# test for each line. A warning counts as ok, and its text stands below it.

BEGIN { FS = "\t" }

{
	if (!($1 in count))
		name[++names] = $1
	n = ++count[$1]
	result[$1, n] = ($3 == "fail" ? "not ok " : "ok ") n " " $2
	if ($3 == "skip")
		result[$1, n] = result[$1, n] " # SKIP " $4
	else if ($4 != "")
		result[$1, n] = result[$1, n] "\n  # " $3 ": " $4
	if ($3 == "fail")
		bad[$1]
}

END {
	print "KTAP version 1"
	print "1.." names
	for (i = 1; i <= names; i++) {
		who = name[i]
		print "  # Subtest: " who
		print "  KTAP version 1"
		print "  1.." count[who]
		for (n = 1; n <= count[who]; n++)
			print "  " result[who, n]
		print (who in bad ? "not ok " : "ok ") i " " who
	}
}
