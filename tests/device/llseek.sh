#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# llseek: every whence, and every kind of bad offset. The contents are "Hello, world!\n", 14 bytes.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
llseek-set
llseek-cur
llseek-end
llseek-data
llseek-hole
llseek-bad-whence-is-EINVAL
llseek-before-the-start-is-EINVAL
llseek-overflow-is-EINVAL
llseek-past-the-end-then-read-gives-0
llseek-past-capacity-then-write-is-ENOSPC
llseek-error-leaves-the-position
llseek-end-follows-the-length
'
max=9223372036854775807
# The greatest offset at which a read or a write of 10 bytes ends within the range of offsets.
near_max=9223372036854775797
min=-9223372036854775808

llseek_set() {
	load
	io_gives "0; 7; 5 world; 14; 15; 65536; $max" rdonly 'seek set 0' 'seek set 7' 'read 5' \
		'seek set 14' 'seek set 15' 'seek set 65536' "seek set $max"
}

llseek_cur() {
	load
	io_gives '0; 5; 7; 5 world; 12; 0; 5 Hello' rdonly 'seek cur 0' 'seek cur 5' 'seek cur 2' \
		'read 5' 'seek cur 0' 'seek cur -12' 'read 5'
}

llseek_end() {
	load
	io_gives '14; 13; 1 \n; 0; 114' rdonly 'seek end 0' 'seek end -1' 'read 5' 'seek end -14' \
		'seek end 100'
}

# All of the contents are data, and the only hole begins at their end.
llseek_data() {
	load
	io_gives '0; 13; 13; ENXIO; ENXIO; ENXIO' rdonly 'seek data 0' 'seek data 13' 'seek cur 0' \
		'seek data 14' 'seek data 15' 'seek data -1'
}

llseek_hole() {
	load
	io_gives '14; 14; 14; ENXIO; ENXIO; ENXIO' rdonly 'seek hole 0' 'seek hole 13' 'seek cur 0' \
		'seek hole 14' 'seek hole 15' 'seek hole -1'
}

llseek_bad_whence_is_EINVAL() {
	load
	io_gives 'EINVAL; EINVAL; EINVAL; EINVAL' rdonly 'seek 5 0' 'seek 99 0' 'seek -1 0' \
		'seek 2147483647 0'
}

llseek_before_the_start_is_EINVAL() {
	load
	io_gives 'EINVAL; EINVAL; EINVAL; EINVAL; EINVAL' rdonly 'seek set -1' "seek set $min" \
		'seek cur -1' 'seek end -15' "seek end $min"
}

llseek_overflow_is_EINVAL() {
	load
	io_gives "EINVAL; 1; EINVAL; $max; EINVAL" rdonly "seek end $max" 'seek set 1' \
		"seek cur $max" "seek set $max" 'seek cur 1'
}

llseek_past_the_end_then_read_gives_0() {
	load
	io_gives "1000; 0; 1000000000000; 0; $near_max; 0" rdonly 'seek set 1000' 'read 10' \
		'seek set 1000000000000' 'read 10' "seek set $near_max" 'read 10'
}

llseek_past_capacity_then_write_is_ENOSPC() {
	load capacity=4096
	io_gives "4096; ENOSPC; $near_max; ENOSPC; 14" rdwr 'seek set 4096' 'write x' \
		"seek set $near_max" 'write x' 'seek end 0'
}

llseek_error_leaves_the_position() {
	load
	io_gives '7; EINVAL; EINVAL; ENXIO; 5 world' rdonly 'seek set 7' 'seek set -1' 'seek 9 3' \
		'seek data 99' 'read 5'
}

llseek_end_follows_the_length() {
	load
	io_gives '20; 120; 120; 120' rdwr 'pwrite 100 a*20' 'seek end 0' 'seek hole 0' 'seek cur 0'
	io_gives '0; ENXIO; ENXIO' rdwr,trunc 'seek end 0' 'seek data 0' 'seek hole 0'
}

run_tests "$tests" "$@"
