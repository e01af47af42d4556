# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by guest.sh: turns what a guest has reported into lines of the verdict and files of the log. The
# lines are described in scripts/lib/try/session.
#
# Reads: $root $result $guests $died $timeout
# shellcheck disable=SC2154

# decode: prints stdin; where a line names code of these modules, with its file and line.
decode() {
	"$root/scripts/in-sysroot" sh "$root/scripts/lib/try/decode" "$result/ko" "$result/src"
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
	rm -f "$result/log/$1".*
	report_of "$1" log >"$result/log/$1.dmesg"
	report_of "$1" run >"$result/log/$1.run"
	report_of "$1" verdict >"$guests/verdicts"
	report_of "$1" detail >"$guests/details"
	for file in "$result/log/$1.dmesg" "$result/log/$1.run"; do
		[ -s "$file" ] || rm -f "$file"
	done
	[ -s "$guests/details" ] || return 0
	decode <"$guests/details" >"$guests/decoded"
	awk -F '\t' -v file="$result/log/$1." '{
		step = $1
		sub(/^[^\t]*\t/, "")
		print >(file step)
	}' "$guests/decoded"
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
			text="$text$(place "$result/log/$1.$step")"
		fi
		printf '%s\t%s\t%s\t%s\n' "$1" "$step" "$verdict_status" "$text" >>"$result/verdict"
	done
}

# place FILE: prints the first place that decode has found in it.
place() {
	sed -n 's/.* <- \(.*\)$/, at \1/p' "$1" | head -n 1
}

# module_that_died: prints the module that was tried when the guest died, or that a splat of a later time names.
module_that_died() {
	awk -F '\t' '$1 == "step" { name = $2 } $1 == "end" { ended = $2 } END { print name != "" ? name : ended }' "$guests/report"
}

# console: prints what the kernel said before it died.
console() {
	tr -d '\r' <"$result/log/console" | awk '
		!first && /BUG: |kernel BUG|WARNING: |Oops|panicked at|possible circular|Kernel panic|soft lockup/ { first = NR }
		first { print }' | head -n 80
}

# judge_death MODULE: adds the step at which the guest died.
judge_death() {
	step=$(awk -F '\t' '$1 == "step" { step = $3 } END { print step }' "$guests/report")
	case $step in
	load) step=loaded ;;
	run | bound) ;;
	loaded | unloaded | left | sweep) ;;
	*) step=unloaded ;;
	esac
	console | decode >"$result/log/$1.$step"
	if [ -e "$guests/hung" ]; then
		text="the guest hung"
	else
		text=$(sed -n 's/^\[ *[0-9.]*\] *//; s/^rust_kernel: //; /panicked at\|BUG: \|kernel BUG\|Oops\|Kernel panic/{p;q}' "$result/log/$1.$step")
		text="the guest's kernel died: ${text:-without a word}"
	fi
	printf '%s\tfail\t%s\n' "$step" "$text" >>"$guests/verdicts"
}
