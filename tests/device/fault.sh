#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault: buffers that are not, or not all, the caller's memory. A copy that moves no byte is EFAULT
# and changes nothing. A copy that ends early reports what it moved, which is at least one byte: how
# many depends on the architecture (x86 copies all that is before the bad page, arm64 sometimes
# less), so the probe judges the number and the bytes, and prints "part".
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
read-fault-at-the-first-page-is-EFAULT
read-fault-at-a-middle-page-gives-what-came
read-with-wild-pointers-is-EFAULT
read-of-nothing-to-a-bad-buffer-gives-0
read-fault-leaves-the-position
write-fault-at-the-first-page-is-EFAULT
write-fault-at-a-middle-page-keeps-what-came
write-with-wild-pointers-is-EFAULT
write-fault-leaves-length-and-gap
write-fault-leaves-appended-length
'

read_fault_at_the_first_page_is_EFAULT() {
	load
	io_gives 'EFAULT; EFAULT; 5 Hello' rdonly 'bad-pread 0 0 5' 'bad-pread 13 0 99' 'read 5'
}

read_fault_at_a_middle_page_gives_what_came() {
	load
	io_gives '12000; part; part; part; part' rdwr,trunc 'write a*4096+b*7904' \
		'bad-pread 0 4096 8000' 'bad-pread 0 8192 12000' 'bad-pread 4096 100 200' \
		'bad-pread 4095 7 4000'
	# The contents end before the bad page, which then does not matter.
	io_gives '904 b*904; 1 b' rdonly 'bad-pread 11096 904 8000' 'bad-pread 11999 5 99'
}

read_with_wild_pointers_is_EFAULT() {
	load
	io_gives 'EFAULT; EFAULT; EFAULT; EFAULT' rdonly 'wild-pread 0 null 5' 'wild-pread 0 kernel 5' \
		'wild-pread 0 noncanonical 5' 'wild-pread 0 last 5'
}

read_of_nothing_to_a_bad_buffer_gives_0() {
	load
	io_gives '0; 0; 0; 0' rdonly 'bad-pread 14 0 5' 'bad-pread 99 0 5' 'wild-pread 14 null 5' \
		'bad-pread 0 0 0'
}

read_fault_leaves_the_position() {
	load
	io_gives 'EFAULT; 0; part; 0' rdonly 'bad-pread 0 0 5' 'seek cur 0' 'bad-pread 0 4 5' \
		'seek cur 0'
}

write_fault_at_the_first_page_is_EFAULT() {
	load
	io_gives 'EFAULT; EFAULT; 14 Hello, world!\n; 14' rdwr 'bad-pwrite 0 0 5' \
		'bad-pwrite 10 0 4096' 'pread 0 99' 'seek end 0'
}

write_fault_at_a_middle_page_keeps_what_came() {
	load
	io_gives part rdwr,trunc 'bad-pwrite 0 4096 8000'
	io_gives part rdwr,trunc 'bad-pwrite 0 8192 9000'
	io_gives '8; part; 8; 2 ab; 3 fgh' rdwr,trunc 'write abcdefgh' 'bad-pwrite 2 3 6' 'seek end 0' \
		'pread 0 2' 'pread 5 99'
}

write_with_wild_pointers_is_EFAULT() {
	load
	io_gives 'EFAULT; EFAULT; EFAULT; EFAULT; 14 Hello, world!\n' rdwr 'wild-pwrite 0 null 5' \
		'wild-pwrite 0 kernel 5' 'wild-pwrite 0 noncanonical 5' 'wild-pwrite 0 last 5' 'pread 0 99'
}

write_fault_leaves_length_and_gap() {
	load
	io_gives 'EFAULT; 14; 1; 16; 16 Hello, world!\n\0x' rdwr 'bad-pwrite 1000 0 5' 'seek end 0' \
		'pwrite 15 x' 'seek end 0' 'pread 0 99'
}

write_fault_leaves_appended_length() {
	load
	io_gives 'EFAULT; 14; 1; 15' rdwr,append 'bad-pwrite 0 0 5' 'seek end 0' 'write x' 'seek end 0'
}

run_tests "$tests" "$@"
