#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# poll: the device can always be read and written, and says when its contents have changed.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
poll-says-readable-and-writable-always
poll-says-changed-until-it-is-read
poll-waiters-of-all-kinds-wake-at-a-write
poll-waiters-wake-at-truncation-and-reset
poll-waiter-keeps-the-module
follower-shows-each-change
io-uring-reads-into-untouched-pages
'

reset=$((0xe402)) # HELLO_IOC_RESET
idle=in,out,rdnorm,wrnorm
changed=in,pri,out,err,rdnorm,wrnorm

# At the end and in a full device too: a read gives 0 there and a write ENOSPC, at once.
poll_says_readable_and_writable_always() {
	load capacity=14
	io_gives "$idle; 14 Hello, world!\n; $idle; 0; $idle; 14; ENOSPC; $idle" rdwr,nonblock poll \
		'read 99' poll 'read 99' poll 'seek end 0' 'write x' poll
}

# One's own write is a change too, as with an attribute of sysfs. What has failed or stored
# nothing is none, and neither is truncating what is empty; a read that fails takes notice of none.
poll_says_changed_until_it_is_read() {
	load
	io_gives "1; $changed; $changed; 1 x; $idle" rdwr 'pwrite 0 x' poll poll 'pread 0 1' poll
	io_gives "1; $changed; 0; $idle" rdwr 'pwrite 0 x' poll 'pread 999 1' poll
	io_gives "1; $changed; $idle" rdwr 'pwrite 0 x' poll reopen poll
	io_gives "1; EFAULT; $changed; 3 xel; $idle" rdwr 'pwrite 0 x' 'bad-pread 0 0 5' poll \
		'splice-out 3' poll
	io_gives "ENOSPC; EFAULT; 0; $idle" rdwr 'pwrite 65536 x' 'bad-pwrite 0 0 5' write poll
	io_gives "0; $changed; 1 H; $idle" rdwr "ioctl $reset" poll 'uring-pread 0 1' poll
	: >"$device"
	io_gives "$idle" rdwr,trunc poll
}

# asleep PID: waits until it sleeps in one of the calls that wait for files: poll, select,
# epoll_wait, pselect6, ppoll, epoll_pwait, io_uring_enter.
asleep() {
	while read -r call _ <"/proc/$1/syscall"; do
		case $call in 7 | 23 | 232 | 270 | 271 | 281 | 426) return ;; esac
	done 2>/dev/null
	fail "$1 ended, and did not wait" "$(cat "$work"/watch.*)"
}

# Ends at last, so that a waiter that nobody wakes ends its test and not the guest. Stays one process.
watcher() {
	exec busybox timeout 30 "$probe" watch "$device" "$1" >"$work/watch.$1"
}

# watch_by HOW...: a waiter each, until all are asleep; their pids go to $watchers.
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

# all_woken: they have ended, by themselves.
all_woken() {
	for pid in $watchers; do
		wait "$pid" || fail "a waiter failed" "$(cat "$work"/watch.*)"
	done
}

# woken_with HOW WANTED: what it was told, then, and after a read. An edge is told once.
woken_with() {
	expect_eq "$(cat "$work/watch.$1")" "$2" "what $1 was told"
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

# The program that README shows.
follower_shows_each_change() {
	load
	background follower
	asleep "$started"
	printf Howdy 1<>"$device"
	# It has read when it says so, and is then asked for the next change only when it sleeps.
	until [ "$(wc -l <"$work/follow")" -ge 2 ]; do kill -0 "$started" || fail "it ended"; done
	asleep "$started"
	echo Bye >>"$device"
	until [ "$(wc -l <"$work/follow")" -ge 4 ]; do kill -0 "$started" || fail "it ended"; done
	expect_eq "$(cat "$work/follow")" "$(printf 'Hello, world!\nHowdy, world!\nHowdy, world!\nBye')" \
		"what was followed"
}

# Their first fault may not be waited for; io_uring has to come back for it, and not for ever,
# though poll says that the device can be read.
io_uring_reads_into_untouched_pages() {
	load
	many='a*4096+b*4097+c*50000'
	io_gives "58193; 58193 $many; 8193 b*4097+c*4096" rdwr,trunc "write $many" \
		'uring-pread 0 1000000' 'uring-pread 4096 8193'
}

run_tests "$tests" "$@"
