#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# storm: for STORM_SECONDS (default 120) 8 processes use the device in all ways at the same time, while
# the module is unloaded and loaded. STORM_SEED (default: random) determines the operations.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
storm-leaves-nothing-and-breaks-nothing
'

storm_leaves_nothing_and_breaks_nothing() {
	seed=${STORM_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
	# On the console too, in case the kernel dies.
	echo "tests: STORM_SEED=$seed" >/dev/kmsg
	said=$("$probe" storm "$MODULE_KO" "${STORM_SECONDS:-120}" "$seed") || fail "$said" "STORM_SEED=$seed"
	note "STORM_SEED=$seed: $said"
	nothing_left
}

run_tests "$tests" "$@"
