#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# loads: after many loads and unloads the kernel uses no more memory than after a few. Not on the debug
# kernel, where this would take ten times as long, and which has kmemleak instead.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"
# shellcheck source=../device/lib/memory.sh
. "${0%/*}/../device/lib/memory.sh"

tests='
memory-after-1000-loads-is-as-after-10
'

memory_after_1000_loads_is_as_after_10() {
	others_online 0
	"$probe" cycle "$MODULE_KO" 10 ok
	# A leak in every ninth load is enough to reach 100, or a larger one more rarely.
	memory_steady 100 "$probe" cycle "$MODULE_KO" 990 ok
	others_online 1
	nothing_left
}

run_tests "$tests" "$@"
