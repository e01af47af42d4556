#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# sample.sh: what the tests of samples/ share, on top of tests/lib/module.sh. Sourced by a topic of
# tests/samples.
#
# Sets: $samples  the folder with the modules and programs that samples/build has made

samples=/root/samples
MODULE_KO=$samples/hello_world.ko
# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/.. source=../lib/module.sh
. "${0%/*}/../lib/module.sh"

# sample NAME [PARAMETER...]: loads that one, and sets $module to NAME. Where the kernel is too old for
# it, skips the test.
sample() {
	module=$1
	shift
	[ -e "$samples/$module.ko" ] || skip "samples/Kbuild leaves out $module for this kernel"
	busybox insmod "$samples/$module.ko" "$@"
}

# logs TEXT: what the module has logged since the test began has to be these lines.
logs() {
	said=$(busybox dmesg | sed -n "s/^\[[^]]*\] $module: //p" | grep -v 'taints\{0,1\} kernel\|tainting kernel') || :
	expect_eq "$said" "$1" "what $module has logged"
}

# unload: removes the module that sample() has loaded; nothing of it may be left.
unload() {
	rmmod "$module"
	module_is_gone
}
