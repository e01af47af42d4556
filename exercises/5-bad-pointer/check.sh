#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 5. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Moving data in and out of the Kernel
# rule: copy_from_user() checks the pointer, and its result says how much could not be copied
# hint: `let copied = iov.copy_from_iter(...);` is the number of bytes that have been copied. What should go
# hint: into the log, and what should be returned, if it is 3 and 10 were wanted? And if it is 0? But a
# hint: write of 0 bytes is no error: there, 0 were wanted.

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
a-good-write-goes-into-the-log
a-long-write-is-taken-in-parts
a-bad-pointer-gives-EFAULT
a-bad-pointer-leaves-nothing-in-the-log
a-pointer-to-3-good-bytes-gives-the-bytes-copied
only-the-bytes-copied-go-into-the-log
a-write-of-0-bytes-gives-0
'

# write_gives WANTED OPERATION...
write_gives() {
	results=$1
	shift
	load
	io_gives "$results" /dev/letter wronly "$@"
}

a_good_write_goes_into_the_log() {
	write_gives 5 'write Hello'
	expect_eq "$(module_log)" '"Hello"' "the log"
}

a_long_write_is_taken_in_parts() {
	write_gives 64 'write x*100'
}

a_bad_pointer_gives_EFAULT() {
	write_gives 'EFAULT; EFAULT' 'bad-pwrite 0 0 10' 'wild-pwrite 0 null 10'
}

a_bad_pointer_leaves_nothing_in_the_log() {
	load
	"$probe" io /dev/letter wronly 'bad-pwrite 0 0 10'
	expect_eq "$(module_log)" '' "the log"
}

# copy_3: writes 10 bytes, of which 3 can be read, and sets $copied to the result. It is 3, but some
# architectures copy fewer; see arch/*/lib/copy_from_user.S.
copy_3() {
	load
	copied=$("$probe" io /dev/letter wronly 'bad-pwrite 0 3 10')
	case $copied in [123]) ;; *) fail "the result of write()" "got:    $copied" "wanted: 3" ;; esac
}

a_pointer_to_3_good_bytes_gives_the_bytes_copied() {
	copy_3
}

only_the_bytes_copied_go_into_the_log() {
	copy_3
	# The probe's buffer is full of dots.
	expect_eq "$(module_log)" "\"$(printf '...' | head -c "$copied")\"" "the log"
}

a_write_of_0_bytes_gives_0() {
	write_gives 0 'write '
}

run_tests "$tests" "$@"
