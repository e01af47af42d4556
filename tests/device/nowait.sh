#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# nowait: RWF_NOWAIT, which io_uring uses too, means that the lock is not waited for. The pages of the
# caller's buffer are faulted in, as for a file in the page cache. EAGAIN, for a lock that a writer
# holds, is in versions.sh.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
nowait-read-and-write-of-untouched-pages
nowait-with-a-bad-page-is-EFAULT
nowait-fault-at-a-middle-page-keeps-what-came
io-uring-reads-into-untouched-pages
io-uring-read-copies-at-most-twice
'

# The buffers are pages that nobody has touched, full of zeros.
nowait_read_and_write_of_untouched_pages() {
	load
	io_gives '14 Hello, world!\n; 3; 5 H\0\0\0o; 50000; 50000 \0*50000' rdwr 'nowait-pread 0 99' \
		'nowait-pwrite 1 3' 'pread 0 5' 'nowait-pwrite 10000 50000' 'nowait-pread 10000 65536'
}

nowait_with_a_bad_page_is_EFAULT() {
	load
	io_gives 'EFAULT; EFAULT; 14 Hello, world!\n' rdwr 'bad-pread 0 0 5 nowait' \
		'bad-pwrite 0 0 5 nowait' 'pread 0 99'
}

nowait_fault_at_a_middle_page_keeps_what_came() {
	load
	io_gives '9000; part; part; part' rdwr,trunc 'write a*9000' 'bad-pread 0 4096 8000 nowait' \
		'bad-pread 7 5 99 nowait' 'bad-pwrite 2 3 6 nowait'
}

io_uring_reads_into_untouched_pages() {
	load
	many='a*4096+b*4097+c*50000'
	io_gives "58193; 58193 $many; 8193 b*4097+c*4096" rdwr,trunc "write $many" \
		'uring-pread 0 1000000' 'uring-pread 4096 8193'
}

# The module's helpers in C can be traced. A read that came back with EAGAIN would be tried again and
# again by io_uring, because poll says that the device is readable.
io_uring_read_copies_at_most_twice() {
	load
	tracing=/sys/kernel/tracing
	[ -e $tracing/trace ] || mount -t tracefs tracefs $tracing || skip "this kernel has no tracefs"
	grep -qw function $tracing/available_tracers || skip "this kernel does not trace functions"
	echo '*copy_to_iter_nofault' >$tracing/set_ftrace_filter
	echo function >$tracing/current_tracer
	io_gives '5 Hello' rdonly 'uring-pread 0 5'
	copies=$(grep -c 'copy_to_iter_nofault <-' $tracing/trace) || :
	echo nop >$tracing/current_tracer
	case $copies in
	1 | 2) ;;
	*) fail "one read of 5 bytes was copied $copies times" ;;
	esac
}

run_tests "$tests" "$@"
