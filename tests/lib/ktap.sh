#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# ktap.sh: runs the tests of one topic. A topic file sources this and ends with
#
#     run_tests "$tests" "$@"
#
# where $tests holds the names of its tests, one on each line. The test `a-promise` is the function
# a_promise; a name has at least one hyphen. Each test runs in a subshell of its own under `set -eu`
# and passes when it comes to its end. A topic may redefine before_test and after_test: both are called
# with the test's name, and when one of them fails, so does the test.
#
# A topic's arguments: none runs all of its tests; a name runs that test; --list prints the names.
# Prints KTAP version 1. Exit status: 0 all passed, 1 some failed, 4 no such test.

# A topic goes to its folder by cd, which with CDPATH would print the folder's name.
unset CDPATH

# The output of the running test; beside it, why it was skipped and whether it came to its end.
work=${TMPDIR:-/tmp}/tests.$$
out=$work/output

before_test() { :; }
after_test() { :; }

# fail LINE...: ends the test with these lines.
fail() {
	printf '%s\n' "$@"
	exit 1
}

# skip REASON: ends the test; it has neither passed nor failed.
skip() {
	printf '%s\n' "$1" >"$work/skipped"
	exit 0
}

# note LINE: is printed whether the test passes or fails.
note() {
	printf '%s\n' "$1" >>"$work/notes"
}

# expect_eq GOT WANTED WHAT
expect_eq() {
	[ "$1" = "$2" ] || fail "$3" "got:    $1" "wanted: $2"
}

# background COMMAND...: runs in the background and is ended with the test. Sets $started to its pid.
background() {
	"$@" &
	started=$!
	started_all="$started_all $started"
}

end_background() {
	for pid in $started_all; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
}

# function_of NAME: sets $function to the name with underscores for hyphens.
function_of() {
	function=$1
	while case $function in *-*) ;; *) false ;; esac do
		function=${function%%-*}_${function#*-}
	done
}

# body NAME: runs one test, in its subshell.
body() {
	set -eu
	started_all=
	trap end_background EXIT
	function_of "$1"
	"$function"
	echo yes >"$work/finished"
}

# attempt NAME: runs one test, and before_test and after_test.
attempt() {
	: >"$work/skipped"
	: >"$work/finished"
	: >"$work/notes"
	before_test "$1" || return 1
	# before_test may skip it, in a subshell: skip ends the shell that calls it.
	[ ! -s "$work/skipped" ] || return 0
	(body "$1")
	status=$?
	# Also after a failure: what the test has left behind would disturb the next one.
	after_test "$1" || return 1
	if [ -s "$work/skipped" ] || [ -s "$work/finished" ]; then
		return "$status"
	fi
	[ "$status" -eq 1 ] || echo "the test ended early, with status $status"
	return 1
}

# report NUMBER NAME: runs the test and prints its result. Must not be called in a condition, and
# neither must attempt: the shell would ignore `set -e` in the test.
report() {
	attempt "$2" >"$out" 2>&1
	result=$?
	if [ "$result" -ne 0 ]; then
		failed=1
		echo "not ok $1 $2"
		while IFS= read -r line || [ -n "$line" ]; do
			printf '# %s\n' "$line"
		done <"$out"
		echo "# reproduce: ${REPRODUCE:-make test T=}$2"
	elif [ -s "$work/skipped" ]; then
		read -r reason <"$work/skipped"
		echo "ok $1 $2 # SKIP $reason"
	else
		echo "ok $1 $2"
	fi
	while IFS= read -r line; do
		echo "# note: $line"
	done <"$work/notes"
}

# chosen TESTS NAME: sets $names to the tests to run.
chosen() {
	names=$1
	for name in $names; do
		case $name in
		*-*) ;;
		*) echo "${0##*/}: a test's name has a hyphen: $name" >&2 && return 4 ;;
		esac
		[ "$name" != "$2" ] || names=$name
	done
	if [ -n "$2" ] && [ "$names" != "$2" ]; then
		echo "${0##*/}: no test $2" >&2
		return 4
	fi
}

# run_tests TESTS [--list|NAME]: runs the topic.
run_tests() {
	set +e
	if [ "${2:-}" = --list ]; then
		for name in $1; do echo "$name"; done
		return 0
	fi
	chosen "$1" "${2:-}" || return
	mkdir -p "$work" || return
	trap 'rm -rf "$work"' EXIT
	# shellcheck disable=SC2086 # one word a test
	set -- $names
	echo "KTAP version 1"
	echo "1..$#"
	number=0
	failed=0
	for name in "$@"; do
		number=$((number + 1))
		report "$number" "$name"
	done
	return "$failed"
}
