# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: a load in which each allocation and user copy fails once. /try/sweep is the program of
# sweep.c. Each time the load has to work or to fail with an error, without a complaint of the kernel, and
# nothing may stay behind; the next load has to work.
# shellcheck disable=SC2154

# sweep_complaint LINE: is_complaint, but for what the kernel says of an allocation that fails.
sweep_complaint() {
	case $1 in
	*'page allocation failure'* | *'Call Trace'* | *'kmemleak: Cannot allocate'*) false ;;
	*) is_complaint "$1" ;;
	esac
}

# others_online 0|1: with a single CPU the allocations of two loads come in the same order.
others_online() {
	for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
		[ ! -e "$cpu" ] || echo "$1" >"$cpu"
	done
}

sweep_load() {
	step sweep
	if [ -z "$loaded" ] || [ -n "$stuck$permanent" ]; then
		verdict sweep skip 'it has to be loaded and unloaded without a fault first'
		return
	fi
	others_online 0
	present >"$work/before"
	echo 1 >/proc/sys/kernel/printk
	/try/sweep "$name" "$(ko "$name")" "$(parameters_of "$name" | paste -sd ' ')" "$work/sweep-log" 2>"$work/sweep-errors" |
		tee "$work/sweep"
	echo 5 >/proc/sys/kernel/printk
	report_sweep
	others_online 1
	# shellcheck disable=SC2034 # for left.sh
	list_is_new=
}

# report_sweep: the verdict, and where the module's own faults were: the place, and the errors that they gave.
report_sweep() {
	faults=$(grep '^sweep' "$work/sweep" | cut -f 3 | sort -u | wc -l)
	own=$(grep '^sweep.*\]$' "$work/sweep" | cut -f 3 | sort -u | wc -l)
	problem=$(sed -n "s/^problem$tab$name$tab//p" "$work/sweep")
	complaint=$(while IFS= read -r line; do ! sweep_complaint "$line" || { printf '%s\n' "$line" && break; }; done <"$work/sweep-log")
	present >"$work/after"
	differences "$work/before" "$work/after" >"$work/left"
	stuck=yes
	if [ "$faults" = 0 ]; then
		verdict sweep fail "no fault was injected: $(cat "$work/sweep-errors")"
	elif [ -n "$problem" ]; then
		verdict sweep fail "$problem"
	elif [ -n "$complaint" ]; then
		verdict sweep fail "${complaint#*\] }"
	elif ! grep -qx swept "$work/sweep"; then
		verdict sweep fail "the sweep ended early: $(cat "$work/sweep-errors")"
	elif [ -s "$work/left" ]; then
		verdict sweep fail "$(head -n 1 "$work/left")"
	else
		stuck=
		verdict sweep ok "$faults faults, $own of them in its own calls"
	fi
	{
		[ -z "$problem" ] || grep '^sweep' "$work/sweep" | tail -n 1 | awk -F '\t' '{ print "fault " $3 ": " $5 }'
		awk -F '\t' '$1 == "sweep" && $5 != "-" {
				key = $5
				if (!(key in seen)) { place[++places] = key; seen[key] }
				if (!index(results[key] " ", " " $4 " ")) results[key] = results[key] " " $4
			}
			END { for (i = 1; i <= places; i++) printf "gives%s when it fails: %s\n", results[place[i]], place[i] }' "$work/sweep"
		[ -z "$complaint" ] || awk -v first="$complaint" '$0 == first { on = 1 } on && ++n <= 60' "$work/sweep-log"
	} | details sweep
}
