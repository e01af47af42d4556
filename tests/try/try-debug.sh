#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# try-debug: what scripts/try finds on the debug kernel alone: memory errors, leaks, sleeping in atomic context, and
# with SWEEP=1 what a failed allocation breaks. Runs on this machine, because each test boots guests.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/try.sh
. "${0%/*}/../lib/try.sh"

tests='
the-debug-kernel-finds-what-the-stock-kernel-does-not
a-fault-in-each-allocation-finds-a-wrong-unwinding
a-fault-in-each-call-of-a-run-finds-a-lock-that-is-kept
own-targets-see-the-debug-kernel
what-only-the-stock-kernel-has-is-named
'

# Each complaint takes a fresh guest, because KASAN and lockdep report only once.
the_debug_kernel_finds_what_the_stock_kernel_does_not() {
	on_the_debug_kernel
	try_modules 2 'good frees_timer leaks lock_order out_of_bounds shifts_too_far sleeps_in_atomic'
	passes good loaded unloaded clean left
	has leaks left fail '2 leaks of memory, found by kmemleak, at leaks.c:8'
	has frees_timer clean fail 'ODEBUG: free active'
	has frees_timer clean fail ', at frees_timer.c:19'
	has lock_order clean fail 'possible circular locking dependency'
	has lock_order clean fail ', at lock_order.c:16'
	has shifts_too_far clean fail 'UBSAN: shift-out-of-bounds in shifts_too_far.c:10'
	has out_of_bounds clean fail 'KASAN: slab-out-of-bounds'
	has out_of_bounds clean fail ', at out_of_bounds.c:13'
	has sleeps_in_atomic clean fail ', at sleeps_in_atomic.c:1'
}

a_fault_in_each_allocation_finds_a_wrong_unwinding() {
	on_the_debug_kernel
	try_modules 2 unwinds_wrongly SWEEP=1
	passes unwinds_wrongly loaded unloaded clean left
	has unwinds_wrongly sweep fail 'it cannot be loaded any more: ENOMEM, at unwinds_wrongly.c:19'
}

# The command itself may fail: cat does, with the fault in its read.
a_fault_in_each_call_of_a_run_finds_a_lock_that_is_kept() {
	on_the_debug_kernel
	try_modules 0 good SWEEP=1 RUN='cat /dev/good && cat /dev/good'
	passes good run clean left sweep
	has good sweep ok '; in RUN '
	expect_eq "$(cat "$result/log/good.run")" xx 'what RUN has printed'
	grep -q 'gives.* ENOMEM.* when it fails: .* <- good.c:18$' "$result/log/good.sweep" || fail "no place in good.c" "$(cat "$result/log/good.sweep")"
	grep -q 'gives.* EFAULT.* when it fails: good_read.* <- good.c:12$' "$result/log/good.sweep" || fail "no place in good_read" "$(cat "$result/log/good.sweep")"
	try_modules 2 keeps_its_lock SWEEP=1 RUN='cat /dev/keeps' TIMEOUT=10
	passes keeps_its_lock run clean
	has keeps_its_lock sweep fail ' of RUN it does not end and cannot be killed, at keeps_its_lock.c:15'
}

# The Makefile finds the kernel by uname, as most do, and does not know that clang has built it.
own_targets_see_the_debug_kernel() {
	on_the_debug_kernel
	source_in "$work/own" first
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' 'mine:' "${tab}"'make -C /lib/modules/$(shell uname -r)/build M=$(PWD) modules' >>"$work/own/Makefile"
	try_gives 0 BUILD='make mine' "$work/own"
	has first built ok
}

what_only_the_stock_kernel_has_is_named() {
	on_the_debug_kernel
	source_in "$work/usb" first 'int usb_disabled(void);' 'int (*see)(void) = usb_disabled;'
	try_gives 2 "$work/usb"
	has first symbols fail 'usb_disabled (the stock kernel has it, in '
}

run_tests "$tests" "$@"
