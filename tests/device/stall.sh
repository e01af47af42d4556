#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# stall: callers that wait for a page of their own buffer hold up no other open file. userfaultfd
# reports each of them when it begins to wait, so the tests depend on no time.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
stalled-callers-hold-no-lock-and-die
stalled-in-the-middle-hold-no-lock-and-end-right
stalled-callers-hold-no-memory
stalled-read-holds-up-its-own-open-file-only
'

# HELLO_IOC_INFO
info=$((0xc004e401))

# stall READERS WRITERS ASKERS first|second: starts their threads, which call nothing before `go`.
stall() {
	rm -f "$work/go" "$work/said"
	mkfifo "$work/go" "$work/said"
	# Opened for reading and writing, so that open(2) does not wait for another process.
	exec 4<>"$work/go"
	background stalled "$@"
	stalled=$(($1 + $2 + $3))
	exec 5<"$work/said"
	says ready
}

# exec, so that the signal of end_stalled reaches the probe and not a shell.
stalled() {
	exec "$probe" stall "$device" "$@" "$info" <&4 >"$work/said"
}

says() {
	IFS= read -r line <&5 || line='nothing, and ended'
	expect_eq "$line" "$1" "the line of probe stall"
}

go() {
	echo go >&4
	says "$1"
}

# others_go_on BYTE: a process that is not stalled can use all operations. The time limit decides
# nothing: it only makes a lock that is held fail the test, and not stop the guest.
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
0" "the results of the others"
	busybox timeout 30 "$probe" io "$device" wronly,trunc 'write z*8192' >/dev/null ||
		fail "others cannot truncate"
}

end_stalled() {
	kill -KILL "$started"
	wait "$started" || status=$?
	expect_eq "$status" 137 "status of the probe that was killed"
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

# When their pages are there, every call does what it would have done without waiting.
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

# Compares the memory before and during the calls of the same threads, whose stacks and open files
# are in both. A page or an object for each of the readers would be 32.
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

# As with any file, read() keeps the position of its open file locked: another read() of that one
# waits, and then gets the byte that follows. Others have opened the device themselves.
stalled_read_holds_up_its_own_open_file_only() {
	load
	io_gives 8193 rdwr 'pwrite 0 x*8193'
	said=$(busybox timeout 30 "$probe" shared "$device") || fail "probe shared: status $?" "$said"
	expect_eq "$said" '8192 z' "bytes of the first read, byte of the second"
}

run_tests "$tests" "$@"
