#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 4. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Implementing a misc. device driver, step 4
# rule: the kernel calls the functions in file_operations, and a fault in them can crash the whole system
# hint: `MESSAGE[pos..]` panics if pos is greater than the length, and a panic in the kernel stops the
# hint: machine. `MESSAGE.get(pos..)` gives an Option instead: None if pos is greater. What should be
# hint: copied then? See `unwrap_or_default`, or return Ok(0).

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
a-read-from-the-beginning-gives-the-message
a-read-from-the-middle-gives-the-rest
a-read-of-a-few-bytes-continues-where-the-last-one-ended
a-read-at-the-end-gives-0-bytes
an-lseek-beyond-the-end-is-allowed
a-read-beyond-the-end-gives-0-bytes
a-read-far-beyond-the-end-gives-0-bytes
'

# message_gives WANTED OPERATION...
message_gives() {
	results=$1
	shift
	load
	io_gives "$results" /dev/message rdonly "$@"
}

a_read_from_the_beginning_gives_the_message() {
	message_gives '14 Hello, world!\n' 'read 99'
}

a_read_from_the_middle_gives_the_rest() {
	message_gives '7; 7 world!\n' 'seek set 7' 'read 99'
}

a_read_of_a_few_bytes_continues_where_the_last_one_ended() {
	message_gives '5 Hello; 2 , ; 7 world!\n; 0' 'read 5' 'read 2' 'read 99' 'read 99'
}

a_read_at_the_end_gives_0_bytes() {
	message_gives '14; 0; 13; 1 \n' 'seek end 0' 'read 99' 'seek set 13' 'read 99'
}

an_lseek_beyond_the_end_is_allowed() {
	message_gives '100; 114; 100' 'seek set 100' 'seek end 100' 'seek cur -14'
}

a_read_beyond_the_end_gives_0_bytes() {
	message_gives '15; 0; 100; 0; 0; 5 Hello' 'seek set 15' 'read 99' 'seek set 100' 'read 1' 'seek set 0' 'read 5'
}

a_read_far_beyond_the_end_gives_0_bytes() {
	message_gives '1152921504606846976; 0' 'seek set 1152921504606846976' 'read 1'
}

run_tests "$tests" "$@"
