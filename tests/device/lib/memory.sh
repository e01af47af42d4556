#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# memory.sh: what the kernel's memory looks like before and after many loads.
#
# Sourced by a topic after device.sh, whose variables these are.
# shellcheck disable=SC2154

# memory_steady LIMIT COMMAND...: runs this, and fails when there are LIMIT objects of one size, or
# pages, more than before. Less is left to what the rest of the system does meanwhile. As now and
# then a CPU keeps objects all the same, it is only a leak if each of several runs shows it.
memory_steady() {
	limit=$1
	shift
	for _ in 1 2 3; do
		if lines=$("$probe" memory "$limit" "$@"); then
			return 0
		fi
	done
	fail "grew each time by $limit or more, at last:" "$lines"
}
