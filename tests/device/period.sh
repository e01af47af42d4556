#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# period: with period_ms the greetings come one by one, from a timer.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
greetings-come-one-each-period
rmmod-stops-the-greetings
period-without-greetings-says-nothing
period-out-of-range-is-refused
'

# moments: when each greeting was logged, in microseconds of the log's own clock.
moments() {
	busybox dmesg | sed -n 's/^\[ *\([0-9]*\)\.\([0-9]*\)\] hello: Hello, Class!$/\1\2/p'
}

# A timer may be late, never early: the n-th line comes n periods after the load began, or later.
# The period is longer than a load takes, else a first line that comes too early would not show.
greetings_come_one_each_period() {
	before=$(cut -d ' ' -f 1 /proc/uptime | tr -d .)
	load whom=Class howmany=3 period_ms=200
	parameter_is period_ms 200
	expect_eq "$(cat "$device")" "$(printf 'Hello, Class!\n%.0s' 1 2 3)" "contents at once"
	until [ "$(moments | wc -l)" -ge 3 ]; do sleep 0.02; done
	# Were there a fourth, it would come now.
	sleep 0.3
	expect_eq "$(module_log)" "$(printf '1 hello: Hello, Class!\n%.0s' 1 2 3)" "the log"
	# Uptime counts in hundredths.
	said=$(moments | awk -v start="$before" '
		$1 < start * 10000 + NR * 200000 - 10000 { print "line " NR " came early: " $1 " after " start }')
	[ -z "$said" ] || fail "$said"
}

rmmod_stops_the_greetings() {
	# All of them would take 20 s: on a slow kernel too rmmod comes before the last.
	load whom=Class howmany=1000 period_ms=20
	until [ "$(moments | wc -l)" -ge 3 ]; do :; done
	rmmod hello
	sleep 0.1
	expect_eq "$(module_log | tail -n 1 | cut -d ' ' -f 2-)" 'hello: Goodbye, cruel world!' "the last line"
	lines=$(moments | wc -l)
	[ "$lines" -lt 1000 ] || fail "all lines were there before rmmod"
	# And with the timer started, a load that ends at once.
	"$probe" cycle "$MODULE_KO" 5 ok 'howmany=1000 period_ms=1'
	nothing_left
}

period_without_greetings_says_nothing() {
	load howmany=0 period_ms=1
	sleep 0.05
	expect_eq "$(module_log)" '' "the log"
}

period_out_of_range_is_refused() {
	for value in -1 60001; do
		refused 'Invalid parameters' insmod "$MODULE_KO" period_ms="$value"
	done
	expect_eq "$(module_log | cut -d ' ' -f 2-)" "hello: period_ms=-1: must be 0 to 60000
hello: period_ms=60001: must be 0 to 60000" "the log"
	nothing_left
	load period_ms=60000
	expect_eq "$(module_log | grep -c "Hello, " || :)" 0 "lines in the log, long before the period"
}

run_tests "$tests" "$@"
