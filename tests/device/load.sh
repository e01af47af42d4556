#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# load: the module can be loaded and unloaded, and leaves nothing.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"
# shellcheck source=lib/memory.sh
. "${0%/*}/lib/memory.sh"

tests='
load-shows-module-and-device
unload-leaves-nothing
load-and-unload-50-times
load-again-starts-afresh
'

load_shows_module_and_device() {
	load
	grep -q '^hello ' /proc/modules || fail "not in /proc/modules"
	[ -c "$device" ] || fail "no $device"
	[ -e /sys/class/misc/mydevice/dev ] || fail "no mydevice in sysfs"
}

unload_leaves_nothing() {
	load
	rmmod hello
	nothing_left
}

load_and_unload_50_times() {
	# The first loads fill caches that the kernel keeps.
	"$probe" cycle "$MODULE_KO" 3 ok
	modules=$(cat /proc/modules)
	memory_steady 25 "$probe" cycle "$MODULE_KO" 50 ok
	expect_eq "$(cat /proc/modules)" "$modules" "/proc/modules"
	nothing_left
}

load_again_starts_afresh() {
	load
	echo changed >"$device"
	rmmod hello
	load
	contents 'Hello, world!'
}

run_tests "$tests" "$@"
