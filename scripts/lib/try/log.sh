# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: the kernel's log of one module, $name, and what the kernel complained of in it.
# /try/lib is tests/lib.
# shellcheck disable=SC1091,SC2034,SC2154

. /try/lib/complaint.sh

# log_begin: the line on the console tells what the kernel said before this module from what it says of it.
log_begin() {
	echo "<4>try: $name begins" >/dev/kmsg
	busybox dmesg -c >/dev/null
	: >"$work/sections-$name"
}

# log_of_step: prints what the kernel has logged since the last `step`.
log_of_step() {
	busybox dmesg | awk '/\] try: step / { text = ""; next } { text = text $0 "\n" } END { printf "%s", text }' |
		grep -vE ': (loading out-of-tree module taints kernel|module verification failed: )'
}

# reason: prints the lines of it that may say why init has failed: none of a splat.
reason() {
	log_of_step | awk -v name="$name" '
		index($0, "] " name ": ") { mine = mine $0 "\n" }
		/Call [Tt]race:/ { trace = 1 }
		{ last = NR > 1 ? before $0 "\n" : $0 "\n"; before = $0 "\n" }
		END { printf "%s", mine != "" ? mine : trace ? "" : last }' | tail -n 4
}

# complaints FILE: prints the numbers of the lines in which the kernel complains.
complaints() {
	number=0
	while IFS= read -r line; do
		number=$((number + 1))
		! is_complaint "$line" || echo "$number"
	done <"$1"
}

# beginning FILE LINE: prints the line at which the splat of that line begins: WARN() logs its message first.
beginning() {
	awk -v line="$2" 'NR > line { exit } /\[ cut here \]/ { cut = NR } END { print cut && line - cut < 5 ? cut + 1 : line }' "$1"
}

# splat FILE LINE: prints that line and what belongs to it.
splat() {
	awk -v first="$2" '
		NR < first || NR > first + 200 { next }
		{ print }
		/---\[ end trace/ { exit }
		/<\/TASK>$/ { if (ending++) exit; next }
		ending && !/CR2:|end trace|RIP:|Code:|Modules linked/ { exit }' "$1"
}

# log_of_module: prints its log. The call traces of show_stacks are of our own making and no complaint.
log_of_module() {
	busybox dmesg -c | awk '
		/\] sysrq: Show backtrace/ { ours = 1 }
		/\] try: the CPUs were shown/ { ours = 0; next }
		/\] try: step / || ours && /Call [Tt]race:/ { next }
		{ print }'
}

# log_end: reports the log of this module, and whether it is clean.
log_end() {
	log_of_module >"$work/log"
	prefixed log "$name" <"$work/log"
	complaints "$work/log" >"$work/complaints"
	first=$(head -n 1 "$work/complaints")
	if [ -z "$first" ]; then
		verdict clean ok ''
		return
	fi
	complained=yes
	first=$(beginning "$work/log" "$first")
	text=$(sed -n "${first}s/^\[ *[0-9.]*\] //p" "$work/log")
	verdict clean fail "$text"
	splat "$work/log" "$first" | details clean
}
