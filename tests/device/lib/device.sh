#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# device.sh: what the tests of this module's device share, on top of tests/lib/module.sh. Sourced by
# a topic, whose file is in a folder of tests/.
#
# Sets: $device         its node
#       $probe          tests/probe, the program that calls the kernel where a shell cannot
#       $name_taken_ko  a module that takes the device's name (tests/modules/name_taken.c)

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/.. source=../lib/module.sh
. "${0%/*}/../lib/module.sh"

device=/dev/mydevice
probe=$tests_folder/bin/probe
# shellcheck disable=SC2034 # for those who source this
name_taken_ko=$tests_folder/bin/name_taken.ko

# module_log: "<level> <text>" of what the module has logged since the test began, and the kernel on
# its behalf; without the line that the first module ever loaded taints the kernel.
module_log() {
	"$probe" log "$marker" "$module: " 'taints kernel' 'tainting kernel'
}

# nothing_left: no trace of the module or its device.
nothing_left() {
	module_is_gone
	for trace in /sys/class/misc/mydevice "$device"; do
		[ ! -e "$trace" ] || fail "left behind: $trace"
	done
	while read -r number name; do
		[ "$name" != mydevice ] || fail "left behind in /proc/misc: $number $name"
	done </proc/misc
}

# contents WANTED: compares the device's contents, without the newlines at their end.
contents() {
	expect_eq "$(cat "$device")" "$1" "contents of $device"
}

# io FLAGS OPERATION...: opens the device and does the operations; prints a line of result for each.
io() {
	"$probe" io "$device" "$@"
}

# io_gives WANTED FLAGS OPERATION...: the same, and WANTED is the results, joined by "; ".
io_gives() {
	wanted=$1
	shift
	got=
	results=$("$probe" io "$device" "$@") || fail "probe io $*" "$results"
	while IFS= read -r line; do
		got="$got${got:+; }$line"
	done <<-END
		$results
	END
	expect_eq "$got" "$wanted" "probe io $device $*"
}
