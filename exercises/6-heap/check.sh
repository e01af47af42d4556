#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 6. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Managing kernel heap space
# rule: what kmalloc() and vmalloc() have allocated stays allocated until it is freed
# hint: A KBox frees its memory when it is dropped: there is no kfree() to be called. Which function in
# hint: this file makes a plain reference of a KBox, so that nothing is left to be dropped? Read what the
# hint: documentation of the kernel crate says of it. What happens without the whole function release()?

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
a-read-gives-1-MiB-of-zeros
each-open-file-has-1-MiB
the-memory-is-given-back-when-a-file-is-closed
the-memory-is-given-back-after-many-loads
'

# available: sets $available to the kernel's estimate of the memory that programs can get, in MiB.
available() {
	available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
}

# gone: sets $lost to the MiB that are no longer available; $before is what was.
gone() {
	available
	lost=$((before - available))
}

# The rest of the system takes a few MiB now and then; what has leaked is more than 10. Memory that is freed may
# be counted some seconds later.
given_back() {
	for _ in $(seq 50); do
		gone
		[ "$lost" -ge 10 ] || return 0
		sleep 0.1
	done
	fail "$lost MiB were available $1, and are not any more"
}

a_read_gives_1_MiB_of_zeros() {
	load
	expect_eq "$(wc -c </dev/scratch)" 1048576 "number of bytes that can be read"
	expect_eq "$(tr -d '\000' </dev/scratch | wc -c)" 0 "number of bytes that are not zero"
}

each_open_file_has_1_MiB() {
	load
	available
	before=$available
	exec 3</dev/scratch 4</dev/scratch 5</dev/scratch 6</dev/scratch 7</dev/scratch 8</dev/scratch
	gone
	exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&-
	[ "$lost" -ge 5 ] || fail "6 files are open, and they take $lost MiB"
}

the_memory_is_given_back_when_a_file_is_closed() {
	load
	available
	before=$available
	for _ in $(seq 50); do
		: </dev/scratch
	done
	given_back "before 50 files were opened and closed"
}

the_memory_is_given_back_after_many_loads() {
	load
	busybox rmmod scratch
	available
	before=$available
	for _ in $(seq 40); do
		load
		: </dev/scratch
		busybox rmmod scratch
	done
	given_back "before 40 loads, with a file opened in each"
}

run_tests "$tests" "$@"
