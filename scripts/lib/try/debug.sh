# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: the settings of the kernel, and what the debug kernel finds beside what it logs: leaks.
# shellcheck disable=SC2154

kmemleak=/sys/kernel/debug/kmemleak

# prepare_kernel: a warning is a result, and the tests go on; an oops is the end of this kernel.
prepare_kernel() {
	complained=
	echo 0 >/proc/sys/kernel/panic_on_warn
	echo 1 >/sys/kernel/rcu_expedited
}

# debug_kernel_is_fit: lockdep and KASAN report only once.
debug_kernel_is_fit() {
	[ -z "$complained" ]
}

# settle: a callback that a module has left behind, of a timer for example, may run only now.
settle() {
	printf 'step\t\tsettle\n'
	[ -n "$debug" ] || sleep 0.3
}

# report_leaks: kmemleak reports memory to which no pointer leads when it is 5 s old and unchanged since the
# scan before. A trace of the allocation names the module.
report_leaks() {
	if [ ! -w $kmemleak ]; then
		return
	fi
	sleep 5
	echo scan >$kmemleak
	echo scan >$kmemleak
	cat $kmemleak >"$work/leaks"
	for name in $tried; do
		awk -v module="[$name]" '
			/^unreferenced object/ { if (mine) printf "%s", text; text = ""; mine = 0 }
			index($0, module) { mine = 1 }
			{ text = text $0 "\n" }
			END { if (mine) printf "%s", text }' "$work/leaks" >"$work/leaks-of-it"
		[ -s "$work/leaks-of-it" ] || continue
		verdict left fail "$(grep -c '^unreferenced' "$work/leaks-of-it") leaks of memory, by kmemleak"
		head -n 40 "$work/leaks-of-it" | details left
	done
}
