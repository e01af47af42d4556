#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# module.sh: what the tests of a kernel module share, whatever the module does. Sourced by a topic,
# whose file is in a folder of tests/. Runs as root in a guest, nowhere else.
#
# Every test begins with no module loaded and with a marker in the kernel log. It fails when a
# module cannot be unloaded after it, or when the kernel has complained since the marker.
#
# Reads: $MODULE_KO    the module under test
#        $tests_folder the folder tests, if the topic is not in a folder of it
# Sets:  $module       its name
#        $parameters   the folder of its parameters in sysfs
#        $marker       the line in the kernel log with which the current test began

tests_folder=${tests_folder:-${0%/*}/..}
# shellcheck source-path=SCRIPTDIR/../lib source-path=SCRIPTDIR/../../lib source=ktap.sh
. "$tests_folder/lib/ktap.sh"
# shellcheck source-path=SCRIPTDIR/../lib source-path=SCRIPTDIR/../../lib source=complaint.sh
. "$tests_folder/lib/complaint.sh"
# shellcheck source-path=SCRIPTDIR/../lib source-path=SCRIPTDIR/../../lib source=cpus.sh
. "$tests_folder/lib/cpus.sh"

: "${MODULE_KO:?names no module to test}"
module=$(basename "$MODULE_KO" .ko | tr - _)
parameters=/sys/module/$module/parameters
marker=

# kmod's tools, whose messages the tests compare, whatever PATH would find.
insmod() { /sbin/insmod "$@"; }
rmmod() { /sbin/rmmod "$@"; }
modprobe() { /sbin/modprobe "$@"; }
modinfo() { /sbin/modinfo "$@"; }

# complaint LINE: is_complaint, but for what this test expects.
complaint() {
	case $1 in
	*'kmemleak: Cannot allocate a scan area'*) ! grep -qx faults "$work/dump" ;;
	*'Call '[Tt]race*) [ ! -s "$work/dump" ] ;;
	*) is_complaint "$1" ;;
	esac
}

before_test() {
	# Most of the time of a load and an unload is spent in waiting for RCU: make that short.
	echo 1 >/sys/kernel/rcu_expedited || return 1
	unload_all || return 1
	: >"$work/dump"
	# What is read of the log after the test then begins here.
	busybox dmesg -c >/dev/null || return 1
	marker="tests: $1"
	echo "$marker" >/dev/kmsg
}

after_test() {
	unload_all
	unloaded=$?
	log_is_clean && return "$unloaded"
}

# unload_all: every module, the last one loaded first. A guest starts without any.
unload_all() {
	loaded=
	while read -r name _; do
		loaded="$loaded $name"
	done </proc/modules
	for name in $loaded; do
		busybox rmmod "$name" || return 1
	done
}

# log_is_clean: prints what the kernel has complained of since the marker.
log_is_clean() {
	logged=$(busybox dmesg)
	case $logged in
	*"$marker"*) logged=${logged#*"$marker"} ;;
	*) echo "more was logged in this test than the kernel's buffer holds (log_buf_len=)" && return 1 ;;
	esac
	clean=0
	while IFS= read -r line; do
		if complaint "$line"; then
			echo "kernel log: $line"
			clean=1
		fi
	done <<-END
		$logged
	END
	return "$clean"
}

# faults_are_injected: in this test an allocation that fails may dump a stack, as vmalloc's does.
# kmemleak may then say that it cannot note which parts of an object hold pointers; it scans all of
# the object instead.
faults_are_injected() {
	echo faults >"$work/dump"
}

# dump_is_expected: in this test the kernel dumps a stack without a warning.
dump_is_expected() {
	echo yes >"$work/dump"
}

# load [PARAMETER...]: by busybox, which starts in a third of the time that kmod takes; every test
# loads the module. Tests of what insmod says call insmod.
# shellcheck disable=SC2120 # most tests need no parameter
load() {
	busybox insmod "$MODULE_KO" "$@"
}

# refused TEXT COMMAND...: the command has to end with status 1 and to say TEXT.
refused() {
	text=$1
	shift
	status=0
	said=$("$@" 2>&1) || status=$?
	expect_eq "$status" 1 "exit status of $* ($said)"
	case $said in
	*"$text"*) ;;
	*) fail "refused, but not for the right reason: $*" "got:    $said" "wanted: $text" ;;
	esac
}

# module_is_gone: neither /proc nor sysfs shows the module any more.
module_is_gone() {
	[ ! -e "/sys/module/$module" ] || fail "left behind: /sys/module/$module"
	while read -r name rest; do
		[ "$name" != "$module" ] || fail "left behind in /proc/modules: $name $rest"
	done </proc/modules
}

# parameter_is NAME WANTED: its value in sysfs.
parameter_is() {
	IFS= read -r value <"$parameters/$1"
	expect_eq "$value" "$2" "$parameters/$1"
}
