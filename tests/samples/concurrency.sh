#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# concurrency: samples/race.c loses counts on two CPUs, samples/counter.rs none; samples/timer.rs shares a
# number with an interrupt. What the compiler and lockdep say of the wrong ones is tested in
# tests/host-long/fatal-samples.sh.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/sample.sh
. "${0%/*}/lib/sample.sh"

tests='
race-loses-counts-on-two-cpus
race-loses-nothing-on-one-cpu
counter-loses-nothing
writer-alone-waits-until-a-signal-comes
counter-refuses-what-is-no-number
timer-counts-and-a-write-resets-it
timer-cannot-be-unloaded-while-it-is-open
timer-is-unloaded-while-it-runs
'

# two_writers TURNS CPU CPU: two processes that write to the module's device, each on its CPU. Sets $last to
# the larger counts of the two that the module logs: the writer that has ended first may log last.
two_writers() {
	background taskset -c "$2" sh -c "echo $1 >/dev/$module"
	first=$started
	background taskset -c "$3" sh -c "echo $1 >/dev/$module"
	wait "$first" || fail "a write to /dev/$module failed"
	wait "$started" || fail "a write to /dev/$module failed"
	last=$(busybox dmesg | sed -n "s/.* $module: //p" | tail -n 2 | sort -k 3n -k 6n | tail -n 1)
}

# Fewer on the debug kernel, where KASAN checks each access and lockdep each lock.
turns=20000000 locked_turns=1000000
[ -z "${DEBUG_KERNEL-}" ] || turns=1000000 locked_turns=2000

# Several times, because on a busy machine the CPUs of a guest may run one after the other.
race_loses_counts_on_two_cpus() {
	sample race
	all=0 count=0
	while [ "$count" = $all ] && [ $all -lt $((20 * turns)) ]; do
		two_writers $turns 0 1
		all=$((all + 2 * turns)) count=${last#count is }
	done
	[ "$count" -ge $((all / 2)) ] || fail "less than one writer has counted: $last"
	[ "$count" -lt $all ] || fail "nothing was lost: $last"
	unload
}

# One instruction of x86 reads, adds and stores, and no interrupt comes within it.
race_loses_nothing_on_one_cpu() {
	[ "$(uname -m)" = x86_64 ] || skip "on $(uname -m) an increment takes three instructions"
	sample race
	two_writers $turns 0 0
	expect_eq "$last" "count is $((2 * turns))" "the larger counts"
	unload
}

# overlapped: whether the writer that ended first has seen counts of the other one, in both counts.
overlapped() {
	first_line=$(busybox dmesg | sed -n 's/.* counter: atomic is \([0-9]*\), locked is /\1 /p' | tail -n 2 | head -n 1)
	[ "${first_line% *}" -gt $locked_turns ] && [ "${first_line#* }" -gt $locked_turns ]
}

# Several times, for the same reason: if the writers did not run at the same time, it proves nothing.
counter_loses_nothing() {
	all=$((2 * locked_turns)) tries=0
	until [ $tries != 0 ] && overlapped; do
		[ $tries -lt 20 ] || fail "the two writers never ran at the same time"
		tries=$((tries + 1))
		sample counter
		two_writers $locked_turns 0 1
		expect_eq "$last" "atomic is $all, locked is $all" "the larger counts"
		unload
	done
}

# waits_alone: a write to the module's device waits, and a signal ends that, also one that does not kill: the
# shell of a person who types Ctrl-C lives on. The process can be stopped only when it leaves the system call.
waits_alone() {
	background sh -c "echo 1 >/dev/$module"
	sleep 0.5
	expect_eq "$(busybox dmesg | grep -c " $module: .* is ")" 0 "writes to /dev/$module that did not wait"
	kill -STOP "$started"
	tries=0
	until grep -q '^State:.T' "/proc/$started/status"; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || fail "a signal does not end the wait for a second writer to /dev/$module"
		sleep 0.1
	done
	kill -KILL "$started"
	wait "$started" || :
}

writer_alone_waits_until_a_signal_comes() {
	sample race
	waits_alone
	two_writers 3 0 1
	unload
	sample counter
	waits_alone
	two_writers 3 0 1
	expect_eq "$last" 'atomic is 6, locked is 6' "the larger counts"
	unload
}

counter_refuses_what_is_no_number() {
	sample counter
	refused 'Invalid argument' sh -c 'echo many | dd of=/dev/counter status=none'
	refused 'Invalid argument' sh -c 'printf "\377\n" | dd of=/dev/counter status=none'
	refused 'Invalid argument' sh -c 'echo 000000000000000020 | dd of=/dev/counter status=none'
	unload
}

timer_counts_and_a_write_resets_it() {
	sample timer
	until [ "$(cat /dev/timer)" -ge 200 ]; do sleep 0.1; done
	echo >/dev/timer
	[ "$(cat /dev/timer)" -lt 200 ] || fail "the write has not reset it"
	until [ "$(cat /dev/timer)" -ge 2 ]; do :; done
	unload
}

timer_cannot_be_unloaded_while_it_is_open() {
	sample timer
	exec 3</dev/timer
	refused 'Module timer is in use' rmmod timer
	exec 3<&-
	unload
}

timer_is_unloaded_while_it_runs() {
	for _ in 1 2 3 4 5; do
		sample timer
		until [ "$(cat /dev/timer)" -ge 2 ]; do :; done
		unload
	done
	[ ! -e /dev/timer ] || fail "left behind: /dev/timer"
}

run_tests "$tests" "$@"
