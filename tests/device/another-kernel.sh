#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# another-kernel: a module that was built for another kernel, or is loaded already, is refused.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
module-of-another-kernel-is-refused
second-insmod-is-refused
'

# Changes one byte of a copy: the first digit of the kernel version in its vermagic.
module_of_another_kernel_is_refused() {
	start=$(strings -t d "$MODULE_KO" | awk '$2 ~ /^vermagic=/ { print $1; exit }')
	[ -n "$start" ] || fail "no vermagic in $MODULE_KO"
	cp "$MODULE_KO" "$work/hello.ko"
	printf 0 | dd of="$work/hello.ko" bs=1 seek="$((start + 9))" conv=notrunc 2>/dev/null
	refused 'Invalid module format' insmod "$work/hello.ko"
	rm "$work/hello.ko"
	case $(module_log) in
	*"hello: version magic '0."*"should be '$(uname -r) "*) ;;
	*) fail "kernel log: $(module_log)" ;;
	esac
	nothing_left
}

second_insmod_is_refused() {
	load whom=first
	refused "could not insert module $MODULE_KO: File exists" insmod "$MODULE_KO" whom=second
	contents 'Hello, first!'
	parameter_is whom first
}

run_tests "$tests" "$@"
