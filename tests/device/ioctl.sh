#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# ioctl: FIONREAD, HELLO_IOC_INFO, HELLO_IOC_RESET, and nothing else.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
ioctl-by-the-header-in-64-bits
ioctl-by-the-header-in-32-bits
ioctl-FIONREAD-at-every-position
ioctl-info-tells-the-truth
ioctl-info-by-its-size
ioctl-reset-gives-the-greeting
ioctl-unknown-is-ENOTTY
fdinfo-tells-version-size-and-capacity
'

# ioctl32 and ioctl64 print the numbers of src/uapi/hello.h. Here they are written out, so that a
# change, which would break programs, is noticed.
fionread=$((0x541b))
info=$((0xc004e401))
reset=$((0xe402))

# by_the_header BITS: the results of tests/uapi/ioctl.c, which knows only the header.
by_the_header() {
	load
	expect_eq "$("$tests_folder/bin/ioctl$1")" "struct 32 32 0 4 8 16 24
numbers -1073421311 $reset $fionread
readable 0 14
readable 0 13
info 0 32 1 14 65536 0 0
info 0 32 1 14 65536 1 0
reset 0
info 0 32 1 14 65536 2 0
info 0 32 1 14 65536 2 0
info -22 31 0 0 0 0 0
unknown -25" "ioctls in $1 bits"
	contents 'Hello, world!'
}

ioctl_by_the_header_in_64_bits() {
	by_the_header 64
}

# The guest's kernel has 64 bits.
ioctl_by_the_header_in_32_bits() {
	[ -x "$tests_folder/bin/ioctl32" ] || skip "no compiler in the sysroot builds 32-bit programs for this architecture"
	said=$("$tests_folder/bin/ioctl32" 2>&1) || skip "this kernel runs no 32-bit programs: $said"
	by_the_header 32
}

ioctl_FIONREAD_at_every_position() {
	load
	io_gives '0 14; 5 Hello; 0 9; 0 9; 14; 0 0; 99; 0 0; 1; 0 1; EFAULT' rdwr "ioctl $fionread" \
		'read 5' "ioctl $fionread" "ioctl $fionread 7" 'seek end 0' "ioctl $fionread" \
		'seek set 99' "ioctl $fionread" 'pwrite 99 x' "ioctl $fionread" "bad-ioctl $fionread"
}

# The words are the result, size, openers, and then two words each for length, capacity and version.
ioctl_info_tells_the_truth() {
	load capacity=4096
	first='0 32 1 14 0 4096 0 0 0'
	last='0 32 1 100 0 4096 0 2 0'
	io_gives "$first; 2 He; $first; 3; 0 32 1 14 0 4096 0 1 0; 1; $last; ENOSPC; EFAULT; 0; $last" \
		rdwr "ioctl $info 32" 'read 2' "ioctl $info 32" 'pwrite 0 abc' "ioctl $info 32" \
		'pwrite 99 x' "ioctl $info 32" 'pwrite 4096 x' 'bad-pwrite 0 0 5' write "ioctl $info 32"
	# Of two truncations only the first changes anything. An open file counts once, however many
	# descriptors it has.
	: >"$device"
	: >"$device"
	exec 3<"$device" 4<"$device" 5<&4
	io_gives '0 32 3 0 0 4096 0 3 0' wronly "ioctl $info 32"
	exec 3<&- 4<&- 5<&-
	io_gives '0 32 1 0 0 4096 0 3 0' rdonly "ioctl $info 32"
}

# At most `size` bytes are written, and none if it is too small: the probe fails when the words after
# those that it prints have changed. A program with a larger struct, of a later header, is told in
# `size` how many bytes have been filled in.
ioctl_info_by_its_size() {
	load
	filled='0 32 1 14 0 65536 0 0 0'
	io_gives "EINVAL; EINVAL; $filled; $filled; $filled; $filled; $filled; $filled; EFAULT" rdonly \
		"ioctl $info 0" "ioctl $info 31" "ioctl $info 32" "ioctl $info 33" "ioctl $info 36" \
		"ioctl $info 40" "ioctl $info 48" "ioctl $info 4294967295" "bad-ioctl $info"
}

ioctl_reset_gives_the_greeting() {
	load whom=Class howmany=2 capacity=4096
	greeting='28 Hello, Class!\nHello, Class!\n'
	io_gives "4096; 4096; 0; 4096; $greeting; 28; 1; 4097; 0" rdwr 'write z*4096' 'seek cur 0' \
		"ioctl $reset" 'seek cur 0' 'pread 0 9999' 'seek end 0' 'pwrite 4000 x' \
		'seek set 4097' "ioctl $reset"
	io_gives "EBADF; $greeting" rdonly "ioctl $reset" 'read 9999'
	# The bytes that were after the greeting are zeros when the contents grow again.
	io_gives '1; 6 !\n\0\0\0y' rdwr 'pwrite 31 y' 'pread 26 99'
}

ioctl_unknown_is_ENOTTY() {
	load
	# Four of the device's own type, with another number, size or direction; then others.
	io_gives 'ENOTTY; ENOTTY; ENOTTY; ENOTTY; ENOTTY; ENOTTY; ENOTTY' rdwr "ioctl $((0xe403))" \
		"ioctl $((0xe401))" "ioctl $((0xc020e401))" "ioctl $((0x8004e402))" "ioctl $((0x5401))" \
		'ioctl 0' 'ioctl 4294967295'
	contents 'Hello, world!'
}

fdinfo_tells_version_size_and_capacity() {
	load capacity=8K
	io_gives '0; 14; 8192; 1; 1; 21' rdwr 'fdinfo version' 'fdinfo size' 'fdinfo capacity' \
		'pwrite 20 x' 'fdinfo version' 'fdinfo size'
}

run_tests "$tests" "$@"
