#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# write: the device takes writes as a small file does.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
write-with-truncation-replaces
write-without-truncation-overwrites
write-shared-by-all-openers
write-append-goes-to-the-end
write-rwf-append-goes-to-the-end
write-in-the-middle-by-dd-seek
write-after-a-gap-reads-zeros
write-after-a-gap-over-longer-contents-reads-zeros
write-of-what-fits-then-ENOSPC
write-past-capacity-is-ENOSPC
write-append-when-full-is-ENOSPC
write-of-0-bytes-changes-nothing
write-at-bad-offset-is-EINVAL
write-capacity-in-one-piece
ftruncate-is-EINVAL
'

write_with_truncation_replaces() {
	load
	echo x >"$device"
	contents x
	: >"$device"
	contents ''
	io_gives '0; 3; 3 new' rdwr,trunc 'read 10' 'write new' 'pread 0 10'
}

write_without_truncation_overwrites() {
	load
	io_gives '5; 5; 14 HELLO, world!\n' rdwr 'write HELLO' 'seek cur 0' 'pread 0 99'
}

# All openers have the same contents, and each has its own position.
write_shared_by_all_openers() {
	load
	exec 3<"$device" 4<"$device"
	read -r line <&3
	expect_eq "$line" 'Hello, world!' 'first reader'
	printf 'Bye' 1<>"$device"
	read -r line <&4
	expect_eq "$line" 'Byelo, world!' 'second reader, after a write'
}

write_append_goes_to_the_end() {
	load
	echo more >>"$device"
	contents "$(printf 'Hello, world!\nmore')"
	io_gives '0; 1; 20; 1; 21; 7 more\nab' rdwr,append 'seek set 0' 'write a' 'seek cur 0' \
		'pwrite 0 b' 'seek end 0' 'pread 14 99'
}

write_rwf_append_goes_to_the_end() {
	load
	io_gives '3; 0; 3; 20; 6 abcdef' rdwr 'append 0 abc' 'seek cur 0' 'append -1 def' 'seek cur 0' \
		'pread 14 99'
}

write_in_the_middle_by_dd_seek() {
	load
	printf Class | dd of="$device" bs=1 seek=7 conv=notrunc 2>/dev/null
	contents 'Hello, Class!'
}

write_after_a_gap_reads_zeros() {
	load
	io_gives '2; 22; 22 Hello, world!\n\0\0\0\0\0\0xy' rdwr 'pwrite 20 xy' 'seek end 0' 'pread 0 99'
}

write_after_a_gap_over_longer_contents_reads_zeros() {
	load
	io_gives '60000' rdwr 'write z*60000'
	io_gives '1; 1; 1; 30002; 30002 a+\0*29999+bc' rdwr,trunc 'write a' 'pwrite 30000 b' \
		'pwrite 30001 c' 'seek end 0' 'pread 0 65536'
}

write_of_what_fits_then_ENOSPC() {
	load capacity=4096
	io_gives '96; 4096; ENOSPC; 96 x*96' rdwr 'pwrite 4000 x*200' 'seek end 0' 'pwrite 4096 y' \
		'pread 4000 999'
	io_gives '4096; ENOSPC; 4096; 4096 q*4096' rdwr,trunc 'write q*9000' 'write q' 'seek cur 0' \
		'pread 0 9000'
}

write_past_capacity_is_ENOSPC() {
	load capacity=4096
	io_gives 'ENOSPC; ENOSPC; ENOSPC; 14; 1; 4096' rdwr 'pwrite 4096 x' 'pwrite 1000000 x' \
		'pwrite 9223372036854775797 x' 'seek end 0' 'pwrite 4095 x' 'seek end 0'
}

write_append_when_full_is_ENOSPC() {
	load capacity=16
	io_gives '2; ENOSPC; ENOSPC; 16; 16 Hello, world!\nab' rdwr,append 'write abc' 'write c' \
		'append 0 d' 'seek end 0' 'pread 0 99'
}

write_of_0_bytes_changes_nothing() {
	load
	io_gives '0; 0; 0; 0; 14; 14 Hello, world!\n' rdwr 'write' 'pwrite 100' 'pwrite 65536' \
		'append 0' 'seek end 0' 'pread 0 99'
}

write_at_bad_offset_is_EINVAL() {
	load
	io_gives 'EINVAL; EINVAL; 14 Hello, world!\n' rdwr 'pwrite -1 x' \
		'pwrite -9223372036854775808 x' 'pread 0 99'
}

write_capacity_in_one_piece() {
	load capacity=16M
	io_gives '16777216; 16777216; 4 axyz; ENOSPC' rdwr 'write a*16777213+xyz' 'seek end 0' \
		'pread 16777212 9' 'write x'
}

ftruncate_is_EINVAL() {
	load
	io_gives 'EINVAL; 14' rdwr 'truncate 0' 'seek end 0'
}

run_tests "$tests" "$@"
