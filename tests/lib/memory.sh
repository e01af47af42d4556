#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# memory.sh: what the kernel's memory looks like before and after many loads.
#
# Sourced by a topic after hello.sh, whose variables these are.
# shellcheck disable=SC2154

# memory_steady TIMES COMMAND...: runs this, which does something TIMES times, and fails when memory
# grew. A single lost object or page each time would be TIMES of them; half of that is left to what
# the rest of the system does meanwhile. As now and then a CPU keeps objects all the same, it is only
# a leak if each of several runs shows it.
memory_steady() {
	times=$1
	shift
	for _ in 1 2 3 4; do
		if lines=$("$probe" memory $((times / 2)) "$@"); then
			return 0
		fi
	done
	fail "grew each time in $times, at last:" "$lines"
}
