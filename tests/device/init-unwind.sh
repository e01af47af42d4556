#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# init-unwind: init fails at its last stage, because name_taken.ko has registered the device's name.
# The stages before it are undone.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"
# shellcheck source=lib/memory.sh
. "${0%/*}/lib/memory.sh"

tests='
init-without-the-name-is-EBUSY
init-failed-leaves-nothing
init-failed-leaves-memory-as-before
'

init_without_the_name_is_EBUSY() {
	dump_is_expected
	insmod "$name_taken_ko"
	refused "could not insert module $MODULE_KO: Device or resource busy" insmod "$MODULE_KO"
}

init_failed_leaves_nothing() {
	dump_is_expected
	insmod "$name_taken_ko"
	before=$(stat "$device")
	refused 'Device or resource busy' insmod "$MODULE_KO" whom=Class howmany=3 capacity=1M
	[ ! -e /sys/module/hello ] || fail "left behind: /sys/module/hello"
	expect_eq "$(stat "$device")" "$before" "the other module's node"
	expect_eq "$(cat /sys/module/name_taken/refcnt)" 0 "users of the other module"
	rmmod name_taken
	nothing_left
	load
	contents 'Hello, world!'
}

init_failed_leaves_memory_as_before() {
	dump_is_expected
	insmod "$name_taken_ko"
	"$probe" cycle "$MODULE_KO" 3 EBUSY
	memory_steady 10 "$probe" cycle "$MODULE_KO" 20 EBUSY
}

run_tests "$tests" "$@"
