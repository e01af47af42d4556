#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# registrations: what src/abstractions/miscdevice.rs promises of registrations and open files, with
# a module of its own (tests/modules/registrations.rs).
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
registrations-of-one-type-have-their-own-data
registration-dropped-leaves-open-files-usable
registration-can-be-dropped-while-others-open-it
reads-and-writes-report-no-more-than-there-was
open-while-init-runs-is-ENODEV
init-failed-with-the-device-in-use-frees-nothing-in-use
'

registrations=$tests_folder/bin/registrations.ko
first=/dev/registrations0 second=/dev/registrations1

# device_is_gone NODE
device_is_gone() {
	[ ! -e "$1" ] || fail "left behind: $1"
	! grep -q "${1#/dev/}\$" /proc/misc || fail "left behind in /proc/misc: ${1#/dev/}"
}

registrations_of_one_type_have_their_own_data() {
	insmod "$registrations"
	expect_eq "$(cat $first $second)" "$(printf 'registrations0\nregistrations1')" "the devices"
	rmmod registrations
	device_is_gone $first
	device_is_gone $second
}

# A write to the first device drops the registration of the second one.
registration_dropped_leaves_open_files_usable() {
	insmod "$registrations"
	exec 3<$second
	echo >$first
	device_is_gone $second
	refused ENOENT "$probe" io $second rdonly
	read -r line <&3
	expect_eq "$line" registrations1 "read of the file that was open"
	expect_eq "$(cat /sys/module/registrations/refcnt)" 1 "users of the module"
	refused 'Module registrations is in use' rmmod registrations
	exec 3<&-
	rmmod registrations
	device_is_gone $first
}

opener() {
	until [ -e "$work/end" ]; do
		cat $second 2>/dev/null || :
	done >"$work/read.$1"
}

registration_can_be_dropped_while_others_open_it() {
	for _ in 1 2 3; do
		rm -f "$work/end" "$work"/read.*
		insmod "$registrations"
		background opener 1
		one=$started
		background opener 2
		until [ -s "$work/read.1" ] && [ -s "$work/read.2" ]; do :; done
		echo >$first
		: >"$work/end"
		wait "$one" "$started"
		said=$(sort -u "$work/read.1" "$work/read.2")
		expect_eq "$said" registrations1 "what the openers read"
		rmmod registrations
		device_is_gone $first
	done
}

# Were the byte that the module adds reported, splice would take it from a page that is not there.
reads_and_writes_report_no_more_than_there_was() {
	insmod "$registrations"
	for node in $first $second; do
		said=$("$probe" io $node rdonly 'read 99' 'read 99' reopen 'read 5') || fail "$said"
		expect_eq "$said" "15 ${node#/dev/}\\n
0
5 regis" "reads of $node"
	done
	said=$("$probe" io $first wronly 'write xyz') || fail "$said"
	expect_eq "$said" 3 "a write to $first"
}

# fails_in_init: its pid goes to $started; init waits until this process is killed.
fails_in_init() {
	background /sbin/insmod "$registrations" fail=1
	until [ -e $first ]; do kill -0 "$started" || fail "insmod ended"; done
}

end_init() {
	kill -KILL "$started"
	status=0
	wait "$started" || status=$?
	expect_eq "$status" 137 "status of the killed insmod"
	[ ! -e /sys/module/registrations ] || fail "left behind: /sys/module/registrations"
	device_is_gone $first
	device_is_gone $second
}

open_while_init_runs_is_ENODEV() {
	fails_in_init
	refused ENODEV "$probe" io $first rdonly
	refused ENODEV "$probe" io $second rdwr,trunc
	end_init
}

# A file that could be opened would now call code that is no longer there.
init_failed_with_the_device_in_use_frees_nothing_in_use() {
	for _ in 1 2 3; do
		rm -f "$work/end" "$work"/read.*
		fails_in_init
		insmod_pid=$started
		background opener 1
		one=$started
		background opener 2
		! (exec 3<$first) 2>/dev/null || fail "a file could be opened"
		started=$insmod_pid
		end_init
		: >"$work/end"
		wait "$one" || :
		[ ! -s "$work/read.1" ] || fail "a file could be opened and read"
	done
}

run_tests "$tests" "$@"
