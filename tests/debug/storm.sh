#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# storm: 8 processes do everything at once with the device, for STORM_SECONDS (default 120), by
# STORM_SEED (default: another each time), while the module goes and comes.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
storm-leaves-nothing-and-breaks-nothing
'

storm_leaves_nothing_and_breaks_nothing() {
	seed=${STORM_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
	# On the console too, should the kernel die.
	echo "tests: STORM_SEED=$seed" >/dev/kmsg
	said=$("$probe" storm "$MODULE_KO" "${STORM_SECONDS:-120}" "$seed") || fail "$said" "STORM_SEED=$seed"
	note "STORM_SEED=$seed: $said"
	nothing_left
}

run_tests "$tests" "$@"
