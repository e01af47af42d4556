#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fatal-samples: those of samples/ that need a guest of their own, because they taint or break its kernel.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.
# shellcheck disable=SC2016 # what is expanded in the guest

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
kernel-refuses-a-gpl-only-symbol-to-a-proprietary-module
oops-kills-insmod-and-the-kernel-goes-on
oops-with-panic-on-oops-is-the-end
work-item-that-outlives-its-module-is-the-end
lockdep-reports-a-timer-whose-lock-leaves-interrupts-enabled
'
top=$(cd "${0%/*}/../.." && pwd)

# guest STATUS COMMAND...: runs them in a guest of their own that has the samples. Its console goes to $work/console.
guest() {
	wanted=$1
	shift
	built=$("$top/samples/build")
	printf '%s\n' "$@" >"$work/session"
	gives "$wanted" "$top/scripts/guest" --console "$work/console" --add "$built:/root/samples" \
		--add "$work/session:/session" -- busybox sh -l /session
}

# on_console TEXT
on_console() {
	grep -qF -e "$1" "$work/console" || fail "not on the console: $1" "$(tail -n 50 "$work/console")"
}

# importer.ko is built under the GPL; 12 bytes of its file are overwritten. The new words are as long.
kernel_refuses_a_gpl_only_symbol_to_a_proprietary_module() {
	guest 0 'cd samples' 'insmod exporter.ko' 'insmod proprietary.ko' 'cat /proc/sys/kernel/tainted' \
		'start=$(strings -t d importer.ko | awk "/license=Dual BSD.GPL/ { print \$1 }")' \
		'printf "Proprietary\0" | dd of=importer.ko bs=1 seek=$((start + 8)) conv=notrunc status=none' \
		'modinfo -F license importer.ko' '! insmod importer.ko || exit 1' 'rmmod proprietary exporter || exit 1' \
		'dmesg' '! grep . /proc/modules'
	says 'proprietary: 3 * 3 = 9'
	says "proprietary: module license 'Proprietary' taints kernel"
	says 'Unknown symbol in module'
	says 'importer: Unknown symbol exporter_cube (err -2)'
	says 'importer: Unknown symbol _R'
	case $said in *'Unknown symbol exporter_square'*) fail "exporter_square was refused as well" "$said" ;; esac
}

oops_kills_insmod_and_the_kernel_goes_on() {
	gives 1 "$top/scripts/shell" "$top/samples/oops-session"
	says 'oops: about to read from a null pointer'
	says 'NULL pointer dereference'
	says 'read_number+0x'
	says 'insmod ended with status 137'
	says 'rmmod: ERROR: Module oops is in use'
}

oops_with_panic_on_oops_is_the_end() {
	guest 125 'insmod samples/oops.ko' 'echo the kernel went on'
	# arm64 says "Oops: Fatal exception".
	on_console 'Kernel panic - not syncing: '
	on_console ': Fatal exception'
	case $said in *'the kernel went on'*) fail "$said" ;; esac
}

# The kernel overwrites the code that it frees, so what the CPU meets there is no instruction of the module.
work_item_that_outlives_its_module_is_the_end() {
	guest 125 'insmod samples/work_outlives.ko' 'sleep 0.5' 'rmmod work_outlives' 'dmesg' 'sleep 20' 'echo the kernel went on'
	says 'work_outlives: the work item sleeps'
	on_console 'Workqueue: events_long'
	on_console 'last unloaded: work_outlives'
	case $said in *'the kernel went on'*) fail "$said" ;; esac
}

lockdep_reports_a_timer_whose_lock_leaves_interrupts_enabled() {
	"$top/scripts/debug-kernel" --cached >/dev/null 2>&1 || skip "there is no debug kernel; make test-debug builds it"
	export KERNEL=debug
	guest 0 'insmod samples/timer.ko' 'cat /dev/timer; echo >/dev/timer; sleep 1; cat /dev/timer; rmmod timer' \
		'grep debug_locks /proc/lockdep_stats' 'insmod samples/timer_wrong.ko' 'sleep 1' \
		'grep debug_locks /proc/lockdep_stats' 'rmmod timer_wrong || exit 1' 'dmesg' '! grep . /proc/modules'
	says 'debug_locks:                             1'
	says 'WARNING: inconsistent lock state'
	says 'inconsistent {HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage.'
	says 'debug_locks:                             0'
}

run_tests "$tests" "$@"
