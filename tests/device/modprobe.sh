#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# modprobe: after modules_install and depmod, modprobe finds the module by its name.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
modprobe-finds-the-module
modprobe-passes-parameters
modprobe-passes-nothing-of-the-guest
modprobe-again-changes-nothing
modprobe-r-unloads
modprobe-shows-why-it-failed
'

modprobe_finds_the_module() {
	case $(modinfo -n hello) in
	"/lib/modules/$(uname -r)/updates/"*) ;;
	*) fail "found elsewhere: $(modinfo -n hello)" ;;
	esac
	# The installed module is compressed.
	expect_eq "$(modinfo -F name hello)" hello "what modinfo reads of it"
	modprobe hello
	contents 'Hello, world!'
}

modprobe_passes_parameters() {
	modprobe hello whom=Class howmany=2 capacity=4K
	parameter_is whom Class
	parameter_is capacity 4096
	contents "$(printf 'Hello, Class!\nHello, Class!')"
}

# kmod takes NAME.PARAMETER on the kernel's command line for a parameter of the module NAME.
modprobe_passes_nothing_of_the_guest() {
	modprobe hello
	case $(module_log) in
	*'unknown parameter'*) fail "kernel log: $(module_log)" "command line: $(cat /proc/cmdline)" ;;
	esac
}

modprobe_again_changes_nothing() {
	modprobe hello whom=one
	modprobe hello whom=two
	parameter_is whom one
	refused 'Module already in kernel' modprobe --first-time hello
}

modprobe_r_unloads() {
	modprobe hello
	modprobe -r hello
	nothing_left
}

modprobe_shows_why_it_failed() {
	refused 'Invalid argument' modprobe hello howmany=-1
	nothing_left
}

run_tests "$tests" "$@"
