#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# poll: the device can always be read and written, and says when its contents have changed.
# Prints KTAP; arguments and exit status as lib/ktap.sh has them.

# shellcheck source=lib/hello.sh
. "${0%/*}/lib/hello.sh"

tests='
poll-says-readable-and-writable-always
poll-says-changed-until-it-is-read
poll-waiters-of-all-kinds-wake-at-a-write
poll-waiters-wake-at-truncation-and-reset
poll-waiter-keeps-the-module
epoll-outlives-a-closed-file
io-uring-reads-into-untouched-pages
'

HELLO_IOC_RESET=$((0xe402))
idle=in,out,rdnorm,wrnorm
changed=in,pri,out,err,rdnorm,wrnorm

# At the end and in a full device too: a read gives 0 there and a write ENOSPC, at once.
poll_says_readable_and_writable_always() {
	load capacity=14
	io_gives "$idle; 14 Hello, world!\n; $idle; 0; $idle; 14; ENOSPC; $idle" rdwr,nonblock poll \
		'read 99' poll 'read 99' poll 'seek end 0' 'write x' poll
}

# One's own write is a change too, as with an attribute of sysfs. A write that failed, or that
# stored nothing, is none; nor is truncating what is empty.
poll_says_changed_until_it_is_read() {
	load
	io_gives "1; $changed; $changed; 1 x; $idle" rdwr 'pwrite 0 x' poll poll 'pread 0 1' poll
	io_gives "1; $changed; $idle" rdwr 'pwrite 0 x' poll reopen poll
	io_gives "1; 0; $idle" rdwr 'pwrite 0 x' 'pread 999 1' poll
	io_gives "1; 0; $idle; ENOSPC; EFAULT; 0; $idle" rdwr 'pwrite 0 x' 'uring-pread 999 1' poll \
		'pwrite 65536 x' 'bad-pwrite 0 0 5' 'write' poll
	io_gives "1; EFAULT; $changed; 2 x; $idle" rdwr 'pwrite 0 x\n' 'bad-pread 0 0 5' poll \
		'splice-out 2' poll 2>/dev/null ||
		io_gives "2; EFAULT; $changed; 2 x\n; $idle" rdwr 'pwrite 0 x\n' 'bad-pread 0 0 5' poll \
			'splice-out 2' poll
	io_gives "0; $changed; 0; $idle" rdwr "ioctl $HELLO_IOC_RESET" poll 'pread 99 1' poll
	exec 3<"$device"
	: >"$device"
	io_gives "$idle" rdwr,trunc poll
	exec 3<&-
}

# asleep PID: waits until it sleeps in one of the calls that wait for a file: poll, select,
# epoll_wait, pselect6, ppoll, epoll_pwait, io_uring_enter.
asleep() {
	while read -r call _ <"/proc/$1/syscall"; do
		case $call in 7 | 23 | 232 | 270 | 271 | 281 | 426) return ;; esac
	done
	fail "$1 ended, and did not wait: $(cat "$work"/watch.*)"
}

# watch HOW: a waiter that sleeps; what it will say goes to a file of its own.
watch() {
	background watcher "$1"
	asleep "$started"
	eval "watcher_$number=$started"
}

watcher() {
	exec "$probe" watch "$device" "$1" >"$work/watch.$1"
}

# woken HOW WANTED
woken() {
	wait "$started" || fail "the waiter by $1 failed: $(cat "$work/watch.$1")"
	expect_eq "$(cat "$work/watch.$1")" "$2" "events by $1"
}
