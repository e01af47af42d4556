#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault-sweep-load: a load in which each allocation fails once, from the first to the last.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"
# shellcheck source=../device/lib/fault-sweep.sh
. "${0%/*}/../device/lib/fault-sweep.sh"

tests='
load-with-a-fault-leaves-nothing
'

load_with_a_fault_leaves_nothing() {
	sweep load-with-parameters
}

run_tests "$tests" "$@"
