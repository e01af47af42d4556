#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# unload: the module can be unloaded when no process has the device open, and not before.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
rmmod-while-open-is-busy
delete-module-while-open-is-EWOULDBLOCK
open-files-are-counted
rmmod-while-8-processes-open-and-close
device-is-gone-after-unload
'

rmmod_while_open_is_busy() {
	load
	exec 3<"$device"
	refused 'Module hello is in use' rmmod hello
	read -r line <&3
	expect_eq "$line" 'Hello, world!' "read after the refusal"
	exec 3<&-
	rmmod hello
	nothing_left
}

# rmmod refuses because of the count of users; here the kernel has to refuse.
delete_module_while_open_is_EWOULDBLOCK() {
	load
	exec 3<"$device"
	refused EAGAIN "$probe" unload
	contents 'Hello, world!'
	exec 3<&-
	"$probe" unload
	nothing_left
}

open_files_are_counted() {
	load
	exec 3<"$device"
	exec 4>"$device"
	expect_eq "$(cat /sys/module/hello/refcnt)" 2 "users with two files open"
	exec 3<&-
	expect_eq "$(cat /sys/module/hello/refcnt)" 1 "users with one file open"
	exec 4<&-
	expect_eq "$(cat /sys/module/hello/refcnt)" 0 "users with none open"
}

rmmod_while_8_processes_open_and_close() {
	said=$("$probe" unload-race "$MODULE_KO" "$device" 8 5) || fail "unload-race: $said"
	nothing_left
}

device_is_gone_after_unload() {
	load
	rmmod hello
	refused ENOENT io rdonly
	nothing_left
}

run_tests "$tests" "$@"
