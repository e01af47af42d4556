#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# append: many processes write lines at the same time; none is lost or torn.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
append-by-8-processes-at-the-same-time
writes-to-one-shared-open-file-lose-no-line
append-of-1M-faults-in-what-fits
'

append_by_8_processes_at_the_same_time() {
	load capacity=1M
	: >"$device"
	"$probe" append "$device" 8 300
	# Every line of every process once, whole, and in order.
	said=$(awk '
		!/^[0-7] [0-9]+ x* end$/ { print "torn: " $0; next }
		$2 != next_line[$1]++ { print "lost or out of order before: " $0 }
		{ lines++; if (length(NF == 4 ? $3 : "") != ($1 * 7 + $2 * 3) % 71) print "cut: " $0 }
		END { if (lines != 8 * 300) print lines " lines of " 8 * 300 }' "$device")
	[ -z "$said" ] || fail "$said"
}

# A shell's children inherit its open file, so they share the position: one write must move it before
# the next one begins (FMODE_ATOMIC_POS). The children wait for each other, because a child that has
# written all before the next one is there shows nothing.
writes_to_one_shared_open_file_lose_no_line() {
	load
	numbers=$(seq 100)
	for i in 1 2 3 4 5 6 7 8; do
		for j in $numbers; do echo "$i-$j"; done
	done | sort >"$work/wanted"
	for _ in 1 2 3 4 5 6 7 8; do
		rm -f "$work/go"
		{
			for i in 1 2 3 4 5 6 7 8; do
				(
					until [ -e "$work/go" ]; do :; done
					for j in $numbers; do echo "$i-$j"; done
				) &
			done
			: >"$work/go"
			wait
		} >"$device"
		sort "$device" >"$work/got"
		cmp "$work/got" "$work/wanted" || fail "$(wc -l <"$work/got") of 800 lines, or other ones"
	done
}

# There is room for one byte. If all of the caller's pages were faulted in, 256 would be touched.
append_of_1M_faults_in_what_fits() {
	load capacity=1M
	io_gives 1 rdwr 'pwrite 1048574 x'
	io_gives '1 1; 1048576; ENOSPC' rdwr,append 'untouched-write 1048576' 'seek end 0' 'write x'
}

run_tests "$tests" "$@"
