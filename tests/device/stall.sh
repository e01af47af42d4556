#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# stall: callers that wait for a page of their own, which nobody brings, hold up nobody else. That
# they wait is known by userfaultfd, which reports each of them, not by the time that has passed.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
stalled-callers-hold-no-lock-and-die
stalled-in-the-middle-hold-no-lock-and-end-right
stalled-callers-hold-no-memory
'

# HELLO_IOC_INFO
info=$((0xc004e401))

# stall READERS WRITERS ASKERS first|second: starts them; they are not to begin before `go`.
stall() {
	rm -f "$work/go" "$work/said"
	mkfifo "$work/go" "$work/said"
	# Open both ways, so that no open waits for another.
	exec 4<>"$work/go"
	background stalled "$@"
	stalled=$(($1 + $2 + $3))
	exec 5<"$work/said"
	says ready
}

# It takes the place of the shell, so that a signal meets it.
stalled() {
	exec "$probe" stall "$device" "$@" "$info" <&4 >"$work/said"
}

says() {
	IFS= read -r line <&5 || line='nothing, and ended'
	expect_eq "$line" "$1" "the stalled say"
}

go() {
	echo go >&4
	says "$1"
}

# others_go_on: somebody who is not stalled can do all there is to do. The limit of time is not
# what passes or fails this: without it, a lock that is held would end the guest and not the test.
others_go_on() {
	said=$(busybox timeout 30 "$probe" io "$device" rdwr 'pread 0 1' 'pwrite 0 y*8192' \
		'nowait-pread 8191 1' 'seek end 0' poll "ioctl $info 32" reopen 'read 3' fsync) ||
		fail "others do not go on: $said"
	expect_eq "$said" "1 $1
8192
1 y
8192
in,out,rdnorm,wrnorm
0 32 $((stalled + 1)) 8192 0 8192 0 2 0
3 yyy
0" "what the others did"
	busybox timeout 30 "$probe" io "$device" wronly,trunc 'write z*8192' >/dev/null ||
		fail "others cannot truncate"
}

end_stalled() {
	kill -KILL "$started"
	wait "$started" || status=$?
	expect_eq "$status" 137 "status of the killed"
}

stalled_callers_hold_no_lock_and_die() {
	load capacity=8192
	io_gives 8192 rdwr 'pwrite 0 x*8192'
	stall 32 32 4 first
	go stalled
	others_go_on x
	refused 'Module hello is in use' rmmod hello
	end_stalled
	io_gives '1 z' rdonly 'pread 8191 1'
	rmmod hello
	nothing_left
}

# And when their pages come, every call does what it would have done without waiting.
stalled_in_the_middle_hold_no_lock_and_end_right() {
	load capacity=8192
	io_gives 8192 rdwr 'pwrite 0 x*8192'
	stall 32 32 4 second
	go stalled
	others_go_on x
	go 'done'
	wait "$started"
	case $(io rdonly 'read 9999') in
	'8192 '[a-y]'*8192') ;;
	*) fail "not the bytes of one writer:" "$(io rdonly 'read 9999')" ;;
	esac
}

# What is compared is the same threads with the same files open, before their calls and in the
# middle of them, so their stacks are in both. A page or an object for each of the readers alone
# would be 32 of them.
stalled_callers_hold_no_memory() {
	load capacity=8192
	for _ in 1 2 3 4; do
		io_gives 8192 rdwr 'pwrite 0 x*8192'
		stall 32 32 0 second
		held=0
		# shellcheck disable=SC2016 # expanded by that shell
		lines=$("$probe" memory 16 sh -c 'echo go >&4; IFS= read -r line <&5; [ "$line" = stalled ]') || held=$?
		end_stalled
		[ "$held" != 0 ] || return 0
	done
	fail "grew each time by 64 stalled callers, at last:" "$lines"
}

run_tests "$tests" "$@"
