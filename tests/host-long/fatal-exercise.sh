#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# fatal-exercise: exercises/run, on the host, with an exercise that stops the kernel of its guest.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
exercise-as-it-is-stops-the-kernel
'
top=$(cd "${0%/*}/../.." && pwd)

exercise_as_it_is_stops_the_kernel() {
	git -C "$top" diff --quiet HEAD -- exercises/4-lseek 2>/dev/null || skip "exercise 4 is not as it was"
	gives 1 "$top/exercises/run" 4
	says 'right: a read at the end gives 0 bytes'
	says 'not yet: a read beyond the end gives 0 bytes (slide: '
	says 'panicked at '
	says 'not tried: a read far beyond the end gives 0 bytes'
}

run_tests "$tests" "$@"
