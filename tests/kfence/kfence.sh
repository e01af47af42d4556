#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# kfence: the stock kernel's KFENCE is on: each millisecond an allocation of anybody's gets a page of
# its own, beside which, and after it is freed, there is nothing. What the other topics here do wrong
# with such an allocation ends the guest.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
kfence-is-on-while-modules-load
'

# stat NAME: of KFENCE's own counts.
stat() {
	sed -n "s/^$1: *//p" /sys/kernel/debug/kfence/stats
}

kfence_is_on_while_modules_load() {
	expect_eq "$(stat enabled)" 1 "KFENCE is on"
	before=$(stat 'total allocations')
	"$probe" cycle "$MODULE_KO" 20 ok
	guarded=$(($(stat 'total allocations') - before))
	# One each millisecond, and 20 loads take at least that many.
	[ "$guarded" -ge 20 ] || fail "$guarded allocations guarded in 20 loads"
	note "$guarded allocations guarded in 20 loads"
}

run_tests "$tests" "$@"
