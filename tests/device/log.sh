#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# log: the module's lines in the kernel log, and their level; 1 is KERN_ALERT.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
log-greets-once-at-KERN_ALERT
log-greets-howmany-times
log-says-goodbye
log-has-UTF-8-as-it-is
log-escapes-bytes-that-are-no-UTF-8
log-cuts-a-long-whom-after-a-character
log-has-nothing-per-open-read-write
log-has-nothing-per-poll-ioctl-fdinfo
log-greeting-ends-at-a-fatal-signal
'

log_greets_once_at_KERN_ALERT() {
	load
	expect_eq "$(module_log)" '1 hello: Hello, world!' "the log"
}

log_greets_howmany_times() {
	load whom=Class howmany=3
	expect_eq "$(module_log)" "$(printf '1 hello: Hello, Class!\n%.0s' 1 2 3)" "the log"
}

log_says_goodbye() {
	load howmany=0
	rmmod hello
	expect_eq "$(module_log | cut -d ' ' -f 2-)" 'hello: Goodbye, cruel world!' "the log"
}

# text: the greeting's lines as dmesg shows them, without the time and "Hello, ".
text() {
	busybox dmesg | sed -n 's/^\(\[[^]]*\] \)*hello: Hello, //p'
}

log_has_UTF_8_as_it_is() {
	name=$(printf 'Zo\303\253 \342\202\254 \360\237\246\200')
	load whom="\"$name\""
	expect_eq "$(text)" "$name!" "the log"
}

# A letter of two bytes, then a continuation byte, a C1 control, and two bytes that are in no UTF-8.
log_escapes_bytes_that_are_no_UTF_8() {
	load whom="$(printf 'Zo\303\253\200\205\376\377x')"
	expect_eq "$(text)" "$(printf 'Zo\303\253')\\x80\\x85\\xfe\\xffx!" "the log"
}

# A line in the log has room for about a thousand bytes. The cut must be after a whole character,
# wherever the characters of three bytes begin. And the line must end with a newline: without it the
# line is shown only when the next one is logged.
log_cuts_a_long_whom_after_a_character() {
	euro=$(printf '\342\202\254')
	many=$(printf "%340s" '' | sed "s/ /$euro/g")
	for start in '' x xx xxx; do
		load whom="$start$many"
		line=$(text | tail -n 1)
		rest=$(printf '%s\n' "${line#"$start"}" | sed "s/^\($euro\)*//")
		case $line in
		"$start$euro$euro$euro"*) ;;
		*) fail "not the beginning of whom:" "$line" ;;
		esac
		expect_eq "$rest" '!' "the line after its whole characters"
		[ "${#line}" -gt 950 ] || fail "cut to ${#line} bytes: $line"
		rmmod hello
	done
	# No escape is torn either.
	load whom="$(printf '%400s' '' | tr ' ' '\377')"
	rest=$(text | tail -n 1 | sed 's/^\(\\xff\)*//')
	expect_eq "$rest" '!' "the line after its escapes"
}

log_has_nothing_per_open_read_write() {
	load howmany=0
	: >"$device"
	io_gives '3; 0; 3 abc; EFAULT; 3; ENOSPC; EINVAL; ENXIO' rdwr 'write abc' 'read 9' 'pread 0 9' \
		'bad-pwrite 0 0 5' 'seek cur 0' 'pwrite 65536 x' 'seek 9 9' 'seek data 9'
	echo more >>"$device"
	cat "$device" >/dev/null
	expect_eq "$(module_log)" '' "the log"
}

log_has_nothing_per_poll_ioctl_fdinfo() {
	load howmany=0
	# HELLO_IOC_RESET, HELLO_IOC_INFO with a good size and a bad one, FIONREAD, an unknown one.
	io_gives '1; in,pri,out,err,rdnorm,wrnorm; 0; 0 32 1 0 0 65536 0 2 0; EINVAL; 0 0; ENOTTY; 2' \
		rdwr 'write x' poll "ioctl $((0xe402))" "ioctl $((0xc004e401)) 32" \
		"ioctl $((0xc004e401)) 0" "ioctl $((0x541b))" "ioctl $((0xe4ff))" 'fdinfo version'
	expect_eq "$(module_log)" '' "the log"
}

# The load is killed at its first line, 999 before its last. If it took no notice of the signal, all
# lines would be logged each time. As they may all be logged before the signal, it is tried again.
log_greeting_ends_at_a_fatal_signal() {
	for attempt in 1 2 3 4 5; do
		echo "$marker $attempt" >/dev/kmsg
		"$probe" interrupt "$MODULE_KO" howmany=1000 'hello: Hello, world!'
		lines=$("$probe" log "$marker $attempt" 'hello: Hello, ' | wc -l)
		[ "$lines" -ge 1 ] || fail "no greeting at all"
		[ "$lines" -eq 1000 ] || break
		unload_all
	done
	[ "$lines" -lt 1000 ] || fail "killed at the first of 1000 lines, and all were logged"
	unload_all
	nothing_left
}

run_tests "$tests" "$@"
