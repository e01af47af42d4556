#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fault-sweep: every allocation and every user copy of an operation fails once, by the kernel's
# fault injection. Each time it works all the same, or gives a documented error (which ones stands
# in probe/src/fault_sweep/table.rs), changes nothing but what it reports, and works the next time.
# Prints KTAP; arguments and exit status as lib/ktap.sh has them.

# shellcheck source=../lib/hello.sh
. "${0%/*}/../lib/hello.sh"

tests='
load-with-a-fault-leaves-nothing
load-of-16M-with-a-fault-leaves-nothing
load-with-a-fault-leaves-no-timer
unload-with-a-fault-works-or-changes-nothing
open-and-close-with-a-fault-lose-no-file
read-with-a-fault-gives-what-it-reports
write-with-a-fault-stores-what-it-reports
splice-with-a-fault-moves-what-it-reports
seek-poll-ioctl-with-a-fault-change-nothing
'

# sweep OPERATION...: a line of what came of each. What the kernel logs must all be there when it
# is judged.
sweep() {
	faults_are_injected
	said=$("$probe" fault-sweep "$HELLO_KO" "$@") || fail "fault-sweep $*: status $?" "$said"
	note "$said"
	busybox dmesg >"$work/log"
	grep -q "$marker" "$work/log" || fail "more was logged than the kernel's buffer holds"
	! grep 'ODEBUG' "$work/log" || fail "the kernel has turned a check off"
}

load_with_a_fault_leaves_nothing() {
	sweep load-with-parameters load-default
}

load_of_16M_with_a_fault_leaves_nothing() {
	sweep load-large
}

load_with_a_fault_leaves_no_timer() {
	sweep load-period
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
