#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# kfence: the stock kernel's KFENCE is on: each millisecond one allocation gets a page of its own, with
# no memory beside it, and none in its place after it is freed. An access that is wrong there, in any
# topic of this folder, stops the guest.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
kfence-is-on-while-modules-load
'

# stat NAME: one of KFENCE's counts.
stat() {
	sed -n "s/^$1: *//p" /sys/kernel/debug/kfence/stats
}

kfence_is_on_while_modules_load() {
	expect_eq "$(stat enabled)" 1 "KFENCE is on"
	before=$(stat 'total allocations')
	"$probe" cycle "$MODULE_KO" 20 ok
	guarded=$(($(stat 'total allocations') - before))
	# There is one each millisecond, and 20 loads take longer than 20 ms.
	[ "$guarded" -ge 20 ] || fail "$guarded allocations guarded in 20 loads"
	note "$guarded allocations guarded in 20 loads"
}

run_tests "$tests" "$@"
