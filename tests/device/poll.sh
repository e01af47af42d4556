#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# poll: the device is always readable and writable, and reports when its contents have changed.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
poll-says-readable-and-writable-always
poll-says-changed-until-it-is-read
poll-waiters-of-all-kinds-wake-at-a-write
poll-waiters-with-EPOLLEXCLUSIVE-all-wake
poll-waiters-wake-at-truncation-and-reset
poll-waiters-sleep-when-nothing-changes
poll-waiter-keeps-the-module
follower-shows-each-change
'

reset=$((0xe402)) # HELLO_IOC_RESET
idle=in,out,rdnorm,wrnorm
changed=in,pri,out,err,rdnorm,wrnorm

# At the end and in a full device too: there a read returns 0 and a write ENOSPC, and neither waits.
poll_says_readable_and_writable_always() {
	load capacity=14
	io_gives "$idle; 14 Hello, world!\n; $idle; 0; $idle; 14; ENOSPC; $idle" rdwr,nonblock poll \
		'read 99' poll 'read 99' poll 'seek end 0' 'write x' poll
}

# A write is a change for the open file that wrote, too, as with an attribute in sysfs. A write that
# fails or stores nothing is no change, and neither is truncating empty contents. After a read that
# failed the change is still reported.
poll_says_changed_until_it_is_read() {
	load
	io_gives "1; $changed; $changed; 1 x; $idle" rdwr 'pwrite 0 x' poll poll 'pread 0 1' poll
	io_gives "1; $changed; 0; $idle" rdwr 'pwrite 0 x' poll 'pread 999 1' poll
	io_gives "1; 0; $changed" rdwr 'pwrite 0 x' 'pread 0 0' poll
	io_gives "1; $changed; $idle" rdwr 'pwrite 0 x' poll reopen poll
	io_gives "1; EFAULT; $changed; 3 xel; $idle" rdwr 'pwrite 0 x' 'bad-pread 0 0 5' poll \
		'splice-out 3' poll
	io_gives "ENOSPC; EFAULT; 0; $idle" rdwr 'pwrite 65536 x' 'bad-pwrite 0 0 5' write poll
	io_gives "0; $changed; 1 H; $idle" rdwr "ioctl $reset" poll 'uring-pread 0 1' poll
	: >"$device"
	io_gives "$idle" rdwr,trunc poll
}

# asleep PID: returns when it waits for a file.
asleep() {
	said=$("$probe" asleep "$1") || fail "$said" "$(cat "$work"/watch.*)"
}

# watcher HOW: with a time limit, so that a waiter that nobody wakes fails its test and does not stop
# the guest. The pid of timeout becomes that of the probe.
watcher() {
	exec busybox timeout 30 "$probe" watch "$device" "$1" >>"$work/watch.$1"
}

# watch_by HOW...: starts a waiter for each, and returns when all are asleep; $watchers is their pids.
watch_by() {
	rm -f "$work"/watch.*
	watchers=
	for how in "$@"; do
		background watcher "$how"
		watchers="$watchers $started"
	done
	for pid in $watchers; do
		asleep "$pid"
	done
}

# all_woken: they have ended, without a signal.
all_woken() {
	for pid in $watchers; do
		wait "$pid" || fail "a waiter failed" "$(cat "$work"/watch.*)"
	done
}

# woken_with HOW WANTED: the events that were reported when it woke, immediately after, and after a
# read. An edge is reported once.
woken_with() {
	expect_eq "$(cat "$work/watch.$1")" "$2" "the events for $1"
}

# switches: how often each waiter has gone to sleep. One that was woken has to go to sleep again.
switches() {
	for pid in $watchers; do
		asleep "$pid"
		grep ctxt_switches "/proc/$pid/status"
	done
}

poll_waiters_of_all_kinds_wake_at_a_write() {
	load
	watch_by poll select epoll epoll-edge io_uring
	printf x 1<>"$device"
	all_woken
	woken_with poll 'pri,err; pri,err; none'
	woken_with select 'pri; pri; none'
	woken_with epoll 'pri,err; pri,err; none'
	woken_with epoll-edge 'pri,err; none; none'
	woken_with io_uring 'pri,err; pri,err; none'
}

# Each open file has its own view of what has changed: a change is news for all three.
poll_waiters_with_EPOLLEXCLUSIVE_all_wake() {
	load
	watch_by epoll-exclusive epoll-exclusive epoll-exclusive
	printf x 1<>"$device"
	all_woken
	woken_with epoll-exclusive "$(printf 'err; err; none\n%.0s' 1 2 3)"
}

poll_waiters_wake_at_truncation_and_reset() {
	load
	watch_by poll epoll
	: >"$device"
	all_woken
	watch_by poll epoll
	io_gives 0 wronly "ioctl $reset"
	all_woken
	contents 'Hello, world!'
}

poll_waiters_sleep_when_nothing_changes() {
	load howmany=0
	watch_by poll epoll-edge-in
	before=$(switches)
	: >"$device"
	io_gives '0; 0' rdwr,trunc write 'fdinfo version'
	expect_eq "$(switches)" "$before" "how often the waiters went to sleep"
	# They do wake when something changes.
	printf x 1<>"$device"
	all_woken
	woken_with poll 'pri,err; pri,err; none'
	woken_with epoll-edge-in 'in,pri,err; none; none'
}

poll_waiter_keeps_the_module() {
	load
	watch_by poll epoll
	refused 'Module hello is in use' rmmod hello
	# shellcheck disable=SC2086 # one word a pid
	kill $watchers
	for pid in $watchers; do
		wait "$pid" || :
	done
	rmmod hello
	nothing_left
}

follower() {
	exec busybox timeout 30 "$tests_folder/bin/follow" >"$work/follow"
}

# The program that docs/mydevice.4 shows.
follower_shows_each_change() {
	load
	background follower
	asleep "$started"
	printf Howdy 1<>"$device"
	# When it has printed the change it has read it; it waits for the next one when it sleeps again.
	until [ "$(wc -l <"$work/follow")" -ge 2 ]; do kill -0 "$started" || fail "it ended"; done
	asleep "$started"
	echo Bye >>"$device"
	until [ "$(wc -l <"$work/follow")" -ge 4 ]; do kill -0 "$started" || fail "it ended"; done
	expect_eq "$(cat "$work/follow")" "$(printf 'Hello, world!\nHowdy, world!\nHowdy, world!\nBye')" \
		"the output of follow"
}

run_tests "$tests" "$@"
