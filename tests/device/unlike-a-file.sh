#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# unlike-a-file: what docs/mydevice.4 says under CAVEATS.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
stat-says-size-0
ftruncate-is-EINVAL
copy-file-range-is-EINVAL
mmap-is-ENODEV
fallocate-is-ENODEV
open-with-O_DIRECT-is-EINVAL-and-loses-nothing
file-size-limit-does-not-apply
times-stand-still
fsync-succeeds
lock-from-SEEK_END-counts-from-0
readahead-is-EINVAL
sync-file-range-is-ESPIPE
inotify-sees-a-write-and-no-truncation
'

stat_says_size_0() {
	load
	io_gives '0' rdonly size
}

ftruncate_is_EINVAL() {
	load
	io_gives 'EINVAL; 14' rdwr 'truncate 3' 'seek end 0'
}

copy_file_range_is_EINVAL() {
	load
	io_gives 'EINVAL; 14' rdwr 'copy-range 5' 'seek end 0'
}

mmap_is_ENODEV() {
	load
	io_gives 'ENODEV' rdwr map
}

fallocate_is_ENODEV() {
	load
	io_gives 'ENODEV; 14' rdwr 'allocate 99' 'seek end 0'
}

open_with_O_DIRECT_is_EINVAL_and_loses_nothing() {
	load
	refused EINVAL io rdwr,direct,trunc
	contents 'Hello, world!'
}

file_size_limit_does_not_apply() {
	load
	(ulimit -f 1 && io_gives '1; 4097' rdwr 'pwrite 4096 x' 'seek end 0')
}

times_stand_still() {
	load
	# Long ago, so that a change of the time would show even if the clock is coarse.
	touch -d @1000000000 "$device"
	io_gives '1' rdwr 'write x'
	expect_eq "$(stat -c %Y "$device")" 1000000000 "time of the last change of $device"
}

fsync_succeeds() {
	load
	io_gives '1; 0' rdwr 'write x' fsync
}

# fcntl_setlk() takes i_size for the end of a file, and the device's is 0.
lock_from_SEEK_END_counts_from_0() {
	load
	io_gives '0 5; 14' rdwr 'lock-end 5' 'seek end 0'
}

readahead_is_EINVAL() {
	load
	io_gives EINVAL rdwr 'readahead 14'
}

sync_file_range_is_ESPIPE() {
	load
	io_gives ESPIPE rdwr 'sync-range 14'
}

inotify_sees_a_write_and_no_truncation() {
	load
	io_gives 'modify; none; 0' rdwr 'inotify write' 'inotify truncate' 'seek end 0'
}

run_tests "$tests" "$@"
