# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Of the symbols in the file `missed`, prints each that a header of the kernel, which is read, declares only if CONFIG
# symbols are set that `config` does not set: the symbol, TAB, these CONFIG symbols.

BEGIN {
	while ((getline row < missed) > 0)
		wanted[row]
	while ((getline row < config) > 0)
		if (row ~ /^CONFIG_[A-Z0-9_]+=[ym]/)
			set[substr(row, 1, index(row, "=") - 1)]
}

FNR == 1 { depth = 0 }

# The CONFIG symbols that the lines between this one and its #else or #endif need.
/^[ \t]*#[ \t]*if/ {
	needed[++depth] = ""
	if ($0 !~ /!|ifndef/)
		for (row = $0; match(row, /CONFIG_[A-Z0-9_]+/); row = substr(row, RSTART + RLENGTH)) {
			symbol = substr(row, RSTART, RLENGTH)
			sub(/_MODULE$/, "", symbol)
			if (!(symbol in set) && index(needed[depth] " ", " " symbol " ") == 0)
				needed[depth] = needed[depth] " " symbol
		}
	next
}
/^[ \t]*#[ \t]*el/ { needed[depth] = ""; next }
/^[ \t]*#[ \t]*endif/ { depth -= depth > 0; next }
/^[ \t]*(#|\*|\/[*\/])/ || /static inline/ { next }

{
	n = split($0, word, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= n; i++)
		if (word[i] in wanted) {
			all = ""
			for (d = 1; d <= depth; d++)
				all = all needed[d]
			if (all == "")
				free[word[i]]
			gate[word[i]] = all
		}
}

END {
	for (symbol in gate)
		if (!(symbol in free))
			print symbol "\t" substr(gate[symbol], 2)
}
