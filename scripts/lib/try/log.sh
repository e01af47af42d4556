# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: the kernel's log of one module, $name, and what the kernel complained of in it.
# /try/complaint.sh is tests/lib/complaint.sh.
# shellcheck disable=SC1091,SC2034,SC2154

. /try/complaint.sh

# log_begin: the line on the console tells what the kernel said before this module from what it says of it.
log_begin() {
	echo "<4>try: $name begins" >/dev/kmsg
	busybox dmesg -c >/dev/null
	log_lines=0
}

# log_step_begins: log_of_step prints what is logged after this.
log_step_begins() {
	log_lines=$(busybox dmesg | wc -l)
}

log_of_step() {
	busybox dmesg | tail -n +$((log_lines + 1)) | grep -vE ': (loading out-of-tree module taints kernel|module verification failed: )'
}

# complaints FILE: prints the numbers of the lines in which the kernel complains.
complaints() {
	number=0
	while IFS= read -r line; do
		number=$((number + 1))
		! is_complaint "$line" || echo "$number"
	done <"$1"
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

# log_end: reports the log of this module, and whether it is clean.
log_end() {
	busybox dmesg -c >"$work/log"
	sed "s/^/log$tab$name$tab/" "$work/log"
	complaints "$work/log" >"$work/complaints"
	first=$(head -n 1 "$work/complaints")
	if [ -z "$first" ]; then
		verdict clean ok ''
		return
	fi
	complained=yes
	text=$(sed -n "${first}s/^\[ *[0-9.]*\] //p" "$work/log")
	verdict clean fail "$text"
	splat "$work/log" "$first" | details clean
}
