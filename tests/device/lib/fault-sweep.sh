#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault-sweep.sh: the kernel's fault injection makes every allocation and every user copy of an
# operation fail once. Each time the operation works all the same, or gives an error that is documented
# for it (in tests/probe/src/fault_sweep/table.rs), changes only what it reports, and works the next
# time. Sourced by a topic after device.sh, whose variables it reads.
# shellcheck disable=SC2154

# sweep OPERATION...: notes a line of results for each.
sweep() {
	faults_are_injected
	others_online 0
	status=0
	said=$("$probe" fault-sweep "$MODULE_KO" "$@") || status=$?
	others_online 1
	note "$said"
	[ "$status" = 0 ] || fail "fault-sweep $*: status $status" "$said"
	! busybox dmesg | grep 'ODEBUG' || fail "the kernel has turned a check off"
}
