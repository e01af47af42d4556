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
'

# Each complaint takes a fresh guest, because KASAN and lockdep report only once.
the_debug_kernel_finds_what_the_stock_kernel_does_not() {
	export KERNEL=debug
	try_modules 2 'good leaks out_of_bounds sleeps_in_atomic'
	passes good loaded unloaded clean left
	has leaks left fail '2 leaks of memory, found by kmemleak, at leaks.c:8'
	has out_of_bounds clean fail 'KASAN: slab-out-of-bounds'
	has out_of_bounds clean fail ', at out_of_bounds.c:13'
	has sleeps_in_atomic clean fail ', at sleeps_in_atomic.c:1'
}

a_fault_in_each_allocation_finds_a_wrong_unwinding() {
	export KERNEL=debug
	try_modules 2 'good unwinds_wrongly' SWEEP=1
	passes good clean left sweep
	grep -q 'gives.* ENOMEM.* when it fails: .* <- good.c:18$' "$result/log/good.sweep" || fail "no place in good.c" "$(cat "$result/log/good.sweep")"
	passes unwinds_wrongly loaded unloaded clean left
	has unwinds_wrongly sweep fail 'it cannot be loaded any more: ENOMEM, at unwinds_wrongly.c:19'
}

run_tests "$tests" "$@"
