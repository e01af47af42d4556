#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault-sweep: faults in init with other parameters, and in all operations on the device.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"
# shellcheck source=../device/lib/fault-sweep.sh
. "${0%/*}/../device/lib/fault-sweep.sh"

tests='
init-with-a-fault-leaves-nothing
init-of-16M-with-a-fault-leaves-nothing
unload-with-a-fault-works-or-changes-nothing
open-and-close-with-a-fault-lose-no-file
read-with-a-fault-gives-what-it-reports
write-with-a-fault-stores-what-it-reports
splice-with-a-fault-moves-what-it-reports
seek-poll-ioctl-with-a-fault-change-nothing
'

init_with_a_fault_leaves_nothing() {
	sweep load-default
}

init_of_16M_with_a_fault_leaves_nothing() {
	sweep load-large
}

unload_with_a_fault_works_or_changes_nothing() {
	sweep unload
}

open_and_close_with_a_fault_lose_no_file() {
	sweep open close
}

read_with_a_fault_gives_what_it_reports() {
	sweep read
}

write_with_a_fault_stores_what_it_reports() {
	sweep write
}

splice_with_a_fault_moves_what_it_reports() {
	sweep splice
}

seek_poll_ioctl_with_a_fault_change_nothing() {
	sweep lseek poll epoll ioctl fdinfo
}

run_tests "$tests" "$@"
