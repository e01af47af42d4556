#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# hello.sh: what the tests of hello.ko share. Sourced by a topic with $0 in the folder tests/ or
# in one below it.
#
# Every test begins with the module not loaded and a marker in the kernel log, and fails when
# afterwards the module cannot be unloaded, or when the kernel has complained since the marker.
#
# HELLO_KO and NAME_TAKEN_KO say where the modules are. Runs as root in a guest, nowhere else.

tests_folder=${0%/*}
[ -d "$tests_folder/lib" ] || tests_folder=$tests_folder/..
# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=ktap.sh
. "$tests_folder/lib/ktap.sh"

HELLO_KO=${HELLO_KO:-/root/hello.ko}
NAME_TAKEN_KO=${NAME_TAKEN_KO:-/root/name_taken.ko}
device=/dev/mydevice
parameters=/sys/module/hello/parameters
probe=$tests_folder/bin/probe
marker=

# kmod's tools, whose words the tests know, wherever PATH would find others.
insmod() { /sbin/insmod "$@"; }
rmmod() { /sbin/rmmod "$@"; }
modprobe() { /sbin/modprobe "$@"; }
modinfo() { /sbin/modinfo "$@"; }

# complaint LINE: the kernel says this only when something is wrong. What it prefixes with BUG or
# WARNING is not named again: most of lockdep's, DEBUG_ATOMIC_SLEEP, ODEBUG, SLUB, soft lockups. What
# kmemleak has found is looked at when the topics are done.
complaint() {
	case $1 in
	*'kmemleak: Cannot allocate a scan area'*) ! grep -qx faults "$work/dump" ;;
	*BUG* | *WARNING* | *Oops* | *'general protection'* | *'unable to handle'*) ;;
	*'possible circular'* | *'possible recursive locking'* | *'inconsistent lock state'*) ;;
	*'suspicious RCU'* | *rcu:* | *'sleeping function'* | *'scheduling while atomic'*) ;;
	*'lock held'* | *'held lock freed'* | *'Invalid wait context'* | *'bad unlock balance'*) ;;
	*'INFO: task'* | *'INFO: trying to register'* | *LOCKUP* | *'clocksource: timekeeping watchdog'*) ;;
	*KASAN* | *UBSAN* | *KFENCE* | *refcount_t*) ;;
	*'corruption'* | *'page allocation failure'* | *'Out of memory'* | *'Memory exposure'* | *usercopy:*) ;;
	*kobject*'tried to init'* | *'Kernel panic'* | *'panicked at'*) ;;
	*'Call Trace'*) [ ! -s "$work/dump" ] ;;
	*) false ;;
	esac
}

before_test() {
	# Most of the time of a load and an unload goes into waiting for RCU: let it hurry.
	echo 1 >/sys/kernel/rcu_expedited || return 1
	unload_all || return 1
	: >"$work/dump"
	# What the probe then reads of the log begins here.
	busybox dmesg -c >/dev/null || return 1
	marker="tests: $1"
	echo "$marker" >/dev/kmsg
}

after_test() {
	unload_all
	unloaded=$?
	log_is_clean && return "$unloaded"
}

unload_all() {
	for module in hello name_taken; do
		[ ! -d "/sys/module/$module" ] || busybox rmmod "$module" || return 1
	done
}

# log_is_clean: prints what the kernel complained of since the marker.
log_is_clean() {
	logged=$("$probe" log "$marker") || { echo "$logged"; return 1; }
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

# faults_are_injected: who meets one may dump a stack, as vmalloc does; and kmemleak may say that it
# cannot note which parts of an object hold pointers. It then looks at all of it.
faults_are_injected() {
	echo faults >"$work/dump"
}

# dump_is_expected: the kernel gives a stack dump in this test, without a warning.
dump_is_expected() {
	echo yes >"$work/dump"
}

# load [PARAMETER...]: by busybox, which starts in a third of the time that kmod takes, and every
# test does this; what kmod says is for those tests that look at it.
# shellcheck disable=SC2120 # most tests need none
load() {
	busybox insmod "$HELLO_KO" "$@"
}

# hello_log: "<level> <text>" of what the module, and the kernel on its behalf, logged since the
# test began; but not that the first module ever loaded taints the kernel.
hello_log() {
	"$probe" log "$marker" 'hello: ' 'taints kernel' 'tainting kernel'
}

# others_online 0|1: with a single CPU a load takes half the time, and counts the same faults each
# time.
others_online() {
	for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
		echo "$1" >"$cpu"
	done
}

# refused TEXT COMMAND...: the command ends with status 1, and says TEXT.
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

# nothing_left: no trace of the module or its device.
nothing_left() {
	for trace in /sys/module/hello /sys/class/misc/mydevice "$device"; do
		[ ! -e "$trace" ] || fail "left behind: $trace"
	done
	while read -r number name; do
		[ "$name" != mydevice ] || fail "left behind in /proc/misc: $number $name"
	done </proc/misc
	while read -r name rest; do
		[ "$name" != hello ] || fail "left behind in /proc/modules: $name $rest"
	done </proc/modules
}

# parameter_is NAME WANTED: its value in sysfs.
parameter_is() {
	IFS= read -r value <"$parameters/$1"
	expect_eq "$value" "$2" "$parameters/$1"
}

# contents WANTED: the device's contents, trailing newlines apart.
contents() {
	expect_eq "$(cat "$device")" "$1" "contents of $device"
}

# io FLAGS OPERATION...: operations on the device, one line of result each.
io() {
	"$probe" io "$device" "$@"
}

# io_gives WANTED FLAGS OPERATION...: and these results, joined by "; ".
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
