#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# greeting: after a load the device's contents are the greeting, howmany lines of it.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them. Kept small, so that it is quick to
# run after each change: make test T=greeting.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
greeting-is-the-contents
greeting-is-there-howmany-times
'

greeting_is_the_contents() {
	load
	expect_eq "$(cat "$device"; echo end)" "$(printf 'Hello, world!\nend')" "contents"
}

greeting_is_there_howmany_times() {
	load whom=Class howmany=3
	expect_eq "$(cat "$device"; echo end)" \
		"$(printf 'Hello, Class!\nHello, Class!\nHello, Class!\nend')" "contents"
}

run_tests "$tests" "$@"
