# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: the settings of the kernel, and what the debug kernel finds beside what it logs: leaks.
# shellcheck disable=SC2154

kmemleak=/sys/kernel/debug/kmemleak

# prepare_kernel: a warning is a result, and so is a task that hangs, and the tests go on; an oops is the end of this
# kernel.
prepare_kernel() {
	complained=
	echo 0 >/proc/sys/kernel/panic_on_warn
	[ ! -e /proc/sys/kernel/hung_task_panic ] || echo 0 >/proc/sys/kernel/hung_task_panic
	echo 1 >/sys/kernel/rcu_expedited
}

# debug_kernel_is_fit: lockdep and KASAN report only once.
debug_kernel_is_fit() {
	[ -z "$complained" ]
}

# note_sections: where the module's code is, for a trace that is printed after it has been unloaded.
note_sections() {
	[ -n "$debug" ] || return 0
	for section in /sys/module/"$name"/sections/.*text*; do
		echo "$(cat "$section") ${section##*/}"
	done >>"$work/sections-$name"
}

# settle: a callback that a module has left behind, of a timer for example, may run only now.
settle() {
	[ -n "$debug" ] || sleep 0.3
}

# report_leaks: kmemleak reports memory to which no pointer leads when it is 5 s old and unchanged since the
# scan before. A leak belongs to a module whose code is in the trace of its allocation, if that was while this
# module was tried: another one may have been at the same address later.
report_leaks() {
	step left
	if ! echo scan >$kmemleak; then
		verdict left fail "kmemleak does not work (any more), so nobody knows whether memory was lost"
		return
	fi
	sleep 5
	step left
	echo scan >$kmemleak
	cat $kmemleak >"$work/leaks"
	for name in $tried; do
		leaks_in left "$work/from-$name" "$work/to-$name"
		[ -z "$sweep" ] || leaks_in sweep "$work/to-$name" "$work/swept-$name"
	done
}

# leaks_in STEP FROM TO: the verdict of that step, between the jiffies that the two files hold.
leaks_in() {
	leaks_of "$name" "$(cat "$2")" "$(cat "$3")" >"$work/leaks-of-it"
	[ -s "$work/leaks-of-it" ] || return 0
	verdict "$1" fail "$(grep -c '^unreferenced' "$work/leaks-of-it") leaks of memory, found by kmemleak"
	head -n 40 "$work/leaks-of-it" | details "$1"
}

# jiffies
jiffies() {
	awk '$1 == "jiffies:" { print $2; exit }' /proc/timer_list
}

# leaks_of NAME FROM TO: prints its leaks of that time; an address of it in a trace becomes SECTION+OFFSET/0x0 [NAME].
leaks_of() {
	awk -v name="$1" -v from="$2" -v to="$3" '
		# tail TEXT: the number of the last 12 hexadecimal digits; more are not exact in awk.
		function tail(text,    value, i) {
			text = substr(text, length(text) - 11)
			for (i = 1; i <= 12; i++)
				value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
			return value
		}
		FNR == NR { start[++sections] = tail($1); of[sections] = $2; next }
		/^unreferenced object/ { finish(); text = ""; mine = 0 }
		match($0, /jiffies [0-9]+/) { time = substr($0, RSTART + 8, RLENGTH - 8) + 0 }
		/^  (comm|hex)/ || /^    [0-9a-f][0-9a-f] / { next }
		index($0, "[" name "]") { mine = 1 }
		/^ *0x[0-9a-f]+$/ {
			at = tail($1)
			best = 0
			for (i = 1; i <= sections; i++)
				if (start[i] <= at && at < start[i] + 1048576 && (!best || start[i] > start[best]))
					best = i
			if (best) {
				mine = 1
				$0 = sprintf("    %s+0x%x/0x0 [%s]", of[best], at - start[best], name)
			}
		}
		{ text = text $0 "\n" }
		function finish() { if (mine && time >= from && time <= to) printf "%s", text }
		END { finish() }' "$work/sections-$1" "$work/leaks"
}
