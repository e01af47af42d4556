# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/coverage: which lines of src/ the blocks of code of $module come from. Works in
# the folder $run, and reads $root.
# shellcheck disable=SC2154

# called: what the module refers to, as a name or as a section and a place. A function that was
# inlined wherever it is called leaves a copy behind that nobody can reach.
called() {
	"$root/scripts/in-sysroot" objdump -dr --no-show-raw-insn "$module" |
		sed -n 's/^ *[0-9a-f]*:.*\t*\(call\|j[a-z]*\) .*<\([^+>]*\)>$/\2/p'
	"$root/scripts/in-sysroot" objdump -r "$module" | awk '
		function number(hex, value, i) {
			for (i = 1; i <= length(hex); i++)
				value = 16 * value + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return value
		}
		/^RELOCATION RECORDS FOR/ { code = !/debug|orc/ }
		!code || NF != 3 { next }
		split($3, place, /[-+]0x/) == 1 || place[1] !~ /^\..*text/ { print place[1]; next }
		{ value = number(place[2]) * ($3 ~ /-0x/ ? -1 : 1) + ($2 ~ /P(C|LT)32/ ? 4 : 0) }
		{ printf "%s+%x\n", place[1], value }'
}

# blocks: of each instruction its section, its address, and the place that KCOV records of its
# block: where the call with which a block begins returns to.
blocks() {
	"$root/scripts/in-sysroot" objdump -dr --no-show-raw-insn "$module" | awk '
		NR == FNR { called[$1]; next }
		/^Disassembly of section / { section = substr($4, 1, length($4) - 1) }
		/^[0-9a-f]+ <.*>:$/ {
			sub(/^0*/, "", $1)
			alive = substr($2, 2, length($2) - 3) in called || section "+" ($1 ? $1 : 0) in called
			block = ""
		}
		/__sanitizer_cov_trace_pc/ && /R_X86_64_PLT32/ { call = address }
		!/^ *[0-9a-f]+:\t/ { next }
		{ address = substr($1, 1, length($1) - 1) }
		call { block = address; if (alive) print section, call, block; call = "" }
		block && alive { print section, address, block }
		$2 == "jmp" || $2 == "ret" { block = "" }' "$run/called" -
}

# lines SECTION: of each line of src/ in the stack of each of its instructions, the block.
lines() {
	awk -v section="$1" '$1 == section { print $2 }' "$run/blocks" |
		"$root/scripts/in-sysroot" addr2line -a -i -e "$module" -j "$1" |
		awk -v section="$1" -v top="$root/" '
			NR == FNR { if ($1 == section) block[++blocks] = $3; next }
			/^0x/ { n++; next }
			index($1, top "src/") == 1 && $1 ~ /:[0-9]+$/ {
				print section, block[n], substr($1, length(top) + 1)
			}' "$run/blocks" -
}
