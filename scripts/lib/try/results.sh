# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by guest.sh: turns what a guest has reported into lines of the verdict and files of the log. The
# lines are described in scripts/lib/try/session.
#
# Reads: $root $sources $result $guests $console
# shellcheck disable=SC2154

# decode: prints stdin; where a line names code of these modules, with its file and line.
decode() {
	# shellcheck disable=SC2086 # one word a path
	"$root/scripts/in-sysroot" sh "$root/scripts/lib/try/decode" "$triplet" "$result" $sources
}

# report_of MODULE KIND: prints the rest of the lines of that kind.
report_of() {
	awk -F '\t' -v kind="$2" -v name="$1" '$1 == kind && $2 == name {
		sub(/^[^\t]*\t[^\t]*\t/, "")
		print
	}' "$guests/report"
}

# keep_reports MODULE: its files in the log.
keep_reports() {
	for step in loaded bound run unloaded clean left sweep; do
		rm -f "$result/log/$1.$step"
	done
	report_of "$1" log >"$result/log/$1.dmesg"
	report_of "$1" run >"$result/log/$1.run"
	report_of "$1" verdict >"$guests/verdicts"
	report_of "$1" detail >"$guests/details"
	for file in "$result/log/$1.dmesg" "$result/log/$1.run"; do
		[ -s "$file" ] || rm -f "$file"
	done
	[ -s "$guests/details" ] || return 0
	decode <"$guests/details" >"$guests/decoded"
	cut -f 1 "$guests/decoded" | sort -u | while read -r step; do
		sed -n "s/^$step	//p" "$guests/decoded" | shorten >"$result/log/$1.$step"
	done
}

# keep_verdicts MODULE: the last line of a step counts, and in it a place in the module's source is named, which
# is in the details.
keep_verdicts() {
	for step in loaded bound run unloaded clean left sweep; do
		last=$(awk -F '\t' -v step="$step" '$1 == step { line = $0 } END { if (line != "") print line }' "$guests/verdicts")
		[ -n "$last" ] || continue
		text=${last#*	}
		text=${text#*	}
		verdict_status=${last#*	}
		verdict_status=${verdict_status%%	*}
		if [ "$verdict_status" = fail ] && [ -f "$result/log/$1.$step" ]; then
			text="$text$(place "$result/log/$1.$step" "$text")"
		fi
		printf '%s\t%s\t%s\t%s\n' "$1" "$step" "$verdict_status" "$text" >>"$result/verdict"
	done
}

# place FILE TEXT: prints the first place that decode has found in it, unless TEXT names it.
place() {
	where=$(sed -n 's/.* <- //p' "$1" | head -n 1)
	case $2 in
	*"$where"*) ;;
	*) printf ', at %s' "$where" ;;
	esac
}

# shorten: of stdin, a splat, prints what a person reads first: no registers, no frames that the kernel itself
# doubts ("? "), nothing of user space.
shorten() {
	awk '
		{ sub(/^(<[0-9]+>)?\[ *[0-9]+\.[0-9]+\] ?/, "") }
		/^(Code|RSP|R[A-DS][XIP]|RBP|R[0-9]+|[CDEF]S|CR2|PKRU|PGD|#PF|Modules linked in|Hardware name|Tainted|Kernel Offset):?[ :]/ { next }
		/^ *\? / || /^ *<\/?[A-Z]+>$/ || /RIP: 0033:/ || /^---\[/ || /^------------\[/ { next }
		/^(x[0-9]+|pstate|sp|lr|Mem abort info|Data abort info|user pgtable|\[[0-9a-f]+\] pgd) ?[:=]/ || /^  [A-Z0-9]+ = / { next }
		/^(RIP|Kernel panic)/ && seen[$0]++ { next }
		++lines <= 25 { print }'
}

# module_that_died: prints the module that was tried when the guest died.
module_that_died() {
	awk -F '\t' '$1 == "step" && $2 != "" { name = $2 } END { print name }' "$guests/report"
}

# last_words: prints what the kernel said before it died, of the last module.
last_words() {
	tr -d '\r' <"$console" | awk '
		/try: [^ ]* begins$/ { first = 0; next }
		!first && /BUG: |kernel BUG|WARNING: |Unable to handle kernel|Oops|panicked at|possible circular|Kernel panic|soft lockup/ { first = NR }
		first { line[NR] = $0 }
		END { for (i = first; first && i <= NR && i < first + 120; i++) print line[i] }'
}

# judge_death MODULE: adds the step at which the guest died. What a module has left behind, a timer for example,
# may kill the kernel at any later step.
judge_death() {
	step=$(awk -F '\t' -v name="$1" '$1 == "step" && $2 == name { step = $3 } END { print step }' "$guests/report")
	[ "$step" != load ] || step=loaded
	last_words >"$guests/words"
	reason=$(sed -n 's/^\[ *[0-9.]*\] *//; s/^rust_kernel: //; /panicked at\|BUG: \|kernel BUG\|Unable to handle kernel\|Oops\|Kernel panic/{p;q}' "$guests/words")
	text="the guest's kernel died: ${reason:-it said nothing}"
	if [ -e "$guests/hung" ]; then
		text="the guest hung: nothing was reported for $silence s"
	elif [ "$step" = sweep ]; then
		text="after fault $(report_of "$1" sweep | tail -n 1 | cut -f 1), with the next one, $text"
	elif grep -q "last unloaded: $1" "$guests/words" && ! grep -q " \[$1\]" "$guests/words"; then
		step=unloaded
		text="something of it was still used after it had been unloaded; $text"
	fi
	decode <"$guests/words" | shorten >"$result/log/$1.$step"
	printf '%s\tfail\t%s\n' "$step" "$text" >>"$guests/verdicts"
}
