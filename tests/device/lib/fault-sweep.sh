#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault-sweep.sh: every allocation and every user copy of an operation fails once, by the kernel's
# fault injection. Each time it works all the same, or gives a documented error (which ones stands
# in probe/src/fault_sweep/table.rs), changes nothing but what it reports, and works the next time.
#
# Sourced by a topic after device.sh, whose variables these are.
# shellcheck disable=SC2154

# sweep OPERATION...: a line of what came of each.
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
