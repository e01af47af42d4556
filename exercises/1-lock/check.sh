#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 1. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Concurrency Issues
# rule: several processes can be in the module at the same time, and all of its code has to be re-entrant
# hint: lock() returns a guard. The lock is held as long as the guard lives. How long does the guard of
# hint: `let writes = *counter.writes.lock();` live? Until the end of the block, or of that statement?
# hint: A guard that has a name, as in `let mut writes = counter.writes.lock();`, lives until the block ends.

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
every-write-of-one-program-is-counted
every-write-of-two-programs-is-counted
each-write-waits-for-the-slow-device
'

# write_times COUNT NAME: writes that often in the background, and then makes the file NAME.
write_times() {
	{
		for _ in $(seq "$1"); do
			echo x || break
		done >/dev/counter
		: >"$work/$2"
	} &
}

# have_ended NAME...: waits for the programs. One that waits for a lock for ever cannot be killed.
have_ended() {
	for name in "$@"; do
		tries=0
		until [ -e "$work/$name" ]; do
			tries=$((tries + 1))
			[ "$tries" -lt 200 ] || fail "after 20 seconds a write has not returned; does it wait for a lock that is never released?"
			sleep 0.1
		done
	done
}

# counted WANTED: unloads the module and compares the number that it logs.
counted() {
	busybox rmmod counter
	expect_eq "$(module_log)" "$1 writes" "what the module logs at rmmod"
}

every_write_of_one_program_is_counted() {
	rm -f "$work/one"
	load
	write_times 20 one
	have_ended one
	counted 20
}

every_write_of_two_programs_is_counted() {
	rm -f "$work/one" "$work/two"
	load
	write_times 100 one
	write_times 100 two
	have_ended one two
	counted 200
}

# A process that sleeps gives up the CPU, and the kernel counts how often. The time would say less: on a
# busy machine a write without the device takes a millisecond, too. Now and then the millisecond is over
# before the process has gone to sleep.
each_write_waits_for_the_slow_device() {
	rm -f "$work/one"
	load
	# shellcheck disable=SC2016 # expanded by that shell
	sh -c 'for _ in $(seq 100); do echo x; done >/dev/counter; cp /proc/$$/status "$1"' - "$work/status" &&
		: >"$work/one" &
	have_ended one
	sleeps=$(sed -n 's/^voluntary_ctxt_switches:[^0-9]*//p' "$work/status")
	[ "$sleeps" -ge 20 ] || fail "in 100 writes the process slept $sleeps times: slow_device() is not called in each"
}

run_tests "$tests" "$@"
