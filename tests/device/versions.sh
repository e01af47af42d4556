#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# versions: a read gives bytes of one version, also when others write at the same time. A million such
# reads are in ../long/versions.sh.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
one-read-is-of-one-version
'

one_read_is_of_one_version() {
	load capacity=6000
	said=$("$probe" versions "$device" 6000 2000 2) || fail "$said"
}

run_tests "$tests" "$@"
