#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# check.sh: what the checks of the exercises share, on top of tests/lib/module.sh. Sourced by an
# exercise's check.sh, which runs in the guest. The name of a check is a sentence with hyphens for
# spaces, because exercises/run prints it.
#
# Sets: $probe  tests/probe, the program that makes the system calls that a shell cannot

# exercises/run puts tests/lib and the probe beside the folder exercises.
tests_folder=${0%/*}/../../tests
# shellcheck source=../../tests/lib/module.sh
. "$tests_folder/lib/module.sh"

probe=$tests_folder/bin/probe

# module_log: the text of each line that the module has logged in this check, without those of the
# kernel about it.
module_log() {
	busybox dmesg | sed -n "s/.*\] $module: //p" | grep -v 'taints kernel\|tainting kernel' || :
}

# io_gives WANTED DEVICE FLAGS OPERATION...: opens the device and makes these calls (see `probe
# --help`). WANTED is their results, joined by "; ".
io_gives() {
	wanted=$1
	shift
	results=$("$probe" io "$@") || fail "probe io $*" "$results"
	expect_eq "$(printf '%s' "$results" | tr '\n' ';' | sed 's/;/; /g')" "$wanted" "system calls on $*"
}
