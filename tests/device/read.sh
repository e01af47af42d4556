#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# read: pieces of any size give the same bytes, and none past the end.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
read-in-1-byte-pieces
read-in-odd-pieces
read-in-huge-pieces
read-full-capacity-in-all-sizes
read-at-the-end-gives-0
read-of-0-bytes-gives-0
pread-leaves-the-position
pread-past-the-end-gives-0
pread-at-bad-offset-is-EINVAL
'

# in_pieces_of BYTES...: reads 20 lines of greeting in pieces of each size, and compares them.
in_pieces_of() {
	load howmany=20
	for _ in 1 2 3 4 5 6 7 8 9 10; do printf 'Hello, world!\nHello, world!\n'; done >/tmp/wanted
	for size in "$@"; do
		dd if="$device" of=/tmp/got bs="$size" 2>/dev/null
		cmp /tmp/got /tmp/wanted || fail "in pieces of $size bytes"
	done
}

read_in_1_byte_pieces() {
	in_pieces_of 1
}

read_in_odd_pieces() {
	in_pieces_of 3 7 13 279 281
}

read_in_huge_pieces() {
	in_pieces_of 4194304
	io_gives 0 rdonly 'pread 280 4194304'
}

read_full_capacity_in_all_sizes() {
	load capacity=65536
	head -c 65536 /dev/urandom >/tmp/wanted
	cat /tmp/wanted >"$device"
	for size in 1021 4096 4097 65535 65536 1048576; do
		dd if="$device" of=/tmp/got bs="$size" 2>/dev/null
		cmp /tmp/got /tmp/wanted || fail "in pieces of $size bytes"
	done
}

read_at_the_end_gives_0() {
	load
	io_gives '14 Hello, world!\n; 0; 0' rdonly 'read 100' 'read 100' 'read 1'
}

read_of_0_bytes_gives_0() {
	load
	io_gives '0; 0; 5 Hello' rdonly 'read 0' 'pread 3 0' 'read 5'
}

pread_leaves_the_position() {
	load
	io_gives '6 world!; 5 Hello; 1 !; 2 , ' rdonly 'pread 7 6' 'read 5' 'pread 12 1' 'read 2'
}

pread_past_the_end_gives_0() {
	load
	io_gives '1 \n; 0; 0; 0; 0' rdonly 'pread 13 10' 'pread 14 10' 'pread 15 10' \
		'pread 65536 10' 'pread 9223372036854775797 10'
}

pread_at_bad_offset_is_EINVAL() {
	load
	io_gives 'EINVAL; EINVAL; 5 Hello' rdonly 'pread -1 5' 'pread -9223372036854775808 5' 'read 5'
}

run_tests "$tests" "$@"
