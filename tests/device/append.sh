#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# append: many processes append at once; nothing is lost and no line is torn.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
append-by-8-processes-at-once
'

append_by_8_processes_at_once() {
	load capacity=1M
	: >"$device"
	"$probe" append "$device" 8 300
	# Of each process every line, whole, once, and in its order.
	said=$(awk '
		!/^[0-7] [0-9]+ x* end$/ { print "torn: " $0; next }
		$2 != next_line[$1]++ { print "lost or out of order before: " $0 }
		{ lines++; if (length(NF == 4 ? $3 : "") != ($1 * 7 + $2 * 3) % 71) print "cut: " $0 }
		END { if (lines != 8 * 300) print lines " lines of " 8 * 300 }' "$device")
	[ -z "$said" ] || fail "$said"
}

run_tests "$tests" "$@"
