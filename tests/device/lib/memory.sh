#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# memory.sh: compares the kernel's memory before and after many loads. Sourced by a topic after
# device.sh, whose variables it reads.
# shellcheck disable=SC2154

# memory_steady LIMIT COMMAND...: runs COMMAND, and fails if it leaves LIMIT or more objects of one
# size, or pages. The rest of the system may take fewer meanwhile. Now and then a CPU keeps objects in
# reserve in spite of all, so only a loss in each of three runs counts.
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
