#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 3. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Module Parameters
# rule: a parameter comes from the command line of insmod, where anything can be typed
# hint: Check before the first greeting. In `let Some(times @ 1..=10) = howmany.value() else { ... };` the
# hint: block runs for every other value: there pr_err!() writes a line into the log, and
# hint: `return Err(EINVAL);` ends init. The kernel then removes the module again, and insmod says why.

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
without-howmany-there-is-one-greeting
the-values-1-and-10-are-allowed
the-value-0-gives-EINVAL
the-value-11-gives-EINVAL
the-value-minus-1-gives-EINVAL
a-word-instead-of-a-number-gives-EINVAL
a-refused-value-gives-no-greeting
the-log-says-that-10-is-the-most
'

# greets COUNT [PARAMETER...]: the module loads, and greets that often.
greets() {
	wanted=$1
	shift
	load "$@"
	expect_eq "$(module_log | grep -c '^Hello, ')" "$wanted" "number of greetings"
}

# new_log: what is read of the log from now on begins here.
new_log() {
	busybox dmesg -c >/dev/null
	echo "$marker" >/dev/kmsg
}

# gives_EINVAL VALUE: the module does not load with this value; "Invalid parameters" is how insmod puts
# EINVAL.
gives_EINVAL() {
	! said=$(insmod "$MODULE_KO" howmany="$1" 2>&1) || fail "the module was loaded with howmany=$1"
	case $said in *'Invalid parameters'*) ;; *) fail "howmany=$1 gave another error:" "$said" ;; esac
}

without_howmany_there_is_one_greeting() {
	greets 1 whom=Class
	expect_eq "$(module_log)" 'Hello, Class!' "the log"
}

the_values_1_and_10_are_allowed() {
	greets 1 howmany=1
	busybox rmmod hellon
	new_log
	greets 10 howmany=10
}

the_value_0_gives_EINVAL() { gives_EINVAL 0; }
the_value_11_gives_EINVAL() { gives_EINVAL 11; }
the_value_minus_1_gives_EINVAL() { gives_EINVAL -1; }
a_word_instead_of_a_number_gives_EINVAL() { gives_EINVAL many; }

a_refused_value_gives_no_greeting() {
	gives_EINVAL 11
	expect_eq "$(module_log | grep -c '^Hello, ')" 0 "number of greetings"
}

the_log_says_that_10_is_the_most() {
	for value in 11 0 -1 many; do
		new_log
		gives_EINVAL $value
		module_log | grep -v '^Hello, ' | grep -qw 10 || fail "howmany=$value: no line of the module in the log names 10"
	done
}

run_tests "$tests" "$@"
