#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# summary: tests/summary and tests/run, on the host: no fault is reported as passed.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"

tests='
summary-of-good-input-is-green
summary-of-skipped-tests-counts-them
summary-of-a-failed-test-is-red-and-shows-it
summary-shows-the-notes-of-passed-tests
summary-of-nothing-is-red
summary-without-header-is-red
summary-without-plan-is-red
summary-without-nested-plan-is-red
summary-cut-after-the-plan-is-red
summary-cut-in-a-topic-is-red
summary-with-short-nested-plan-is-red
summary-with-more-than-planned-is-red
summary-with-console-line-inside-is-red
summary-with-torn-result-is-red
summary-of-zero-tests-is-red
summary-with-topic-that-denies-its-failure-is-red
summary-ignores-what-is-outside
run-notices-a-topic-that-dies
run-notices-a-topic-that-cannot-start
run-of-one-test
run-of-no-such-test-is-status-4
ktap-test-that-exits-early-fails
ktap-failure-says-how-to-reproduce
ktap-note-is-shown-whatever-becomes-of-the-test
'
tests_dir=$(cd "${0%/*}/.." && pwd)

good_input='KTAP version 1
1..2
  # Subtest: load
  KTAP version 1
  1..2
  ok 1 load-a
  ok 2 load-b
# load took 0.1 s
ok 1 load
  # Subtest: read
  KTAP version 1
  1..1
  ok 1 read-a
# read took 0.1 s
ok 2 read'

# summary_says STATUS LASTLINE SED...: what tests/summary has to make of the good input, changed by sed.
summary_says() {
	wanted_status=$1 wanted_line=$2
	shift 2
	status=0
	said=$(printf '%s\n' "$good_input" | sed "$@" | "$tests_dir/summary") || status=$?
	expect_eq "$(printf '%s\n' "$said" | tail -n 1)" "$wanted_line" "the last line of: $said"
	expect_eq "$status" "$wanted_status" "exit status"
}

summary_of_good_input_is_green() { summary_says 0 '3 passed, 0 failed, 0 skipped' ''; }

summary_of_skipped_tests_counts_them() {
	summary_says 0 '2 passed, 0 failed, 1 skipped' 's/ok 2 load-b/& # SKIP no reason/'
}

summary_of_a_failed_test_is_red_and_shows_it() {
	summary_says 1 '2 passed, 1 failed, 0 skipped' -e 's/^ok 1 load/not &/' \
		-e 's/  ok 2 load-b/  not ok 2 load-b\n  # got: 1\n  # wanted: 2/'
	case $said in
	*'not ok load: load-b'*'# got: 1'*'# wanted: 2'*) ;;
	*) fail "not shown: $said" ;;
	esac
}

summary_shows_the_notes_of_passed_tests() {
	summary_says 0 '3 passed, 0 failed, 0 skipped' '/  ok 2 load-b/a \  # note: seed 7'
	case $said in
	*'# note: seed 7'*) ;;
	*) fail "not shown: $said" ;;
	esac
}

summary_of_nothing_is_red() { summary_says 1 '0 passed, 1 failed, 0 skipped' d; }
summary_without_header_is_red() { summary_says 1 '0 passed, 1 failed, 0 skipped' 1d; }
summary_without_plan_is_red() { summary_says 1 '3 passed, 1 failed, 0 skipped' 2d; }
summary_without_nested_plan_is_red() { summary_says 1 '3 passed, 3 failed, 0 skipped' 5d; }
summary_cut_after_the_plan_is_red() { summary_says 1 '0 passed, 2 failed, 0 skipped' 2q; }
summary_cut_in_a_topic_is_red() { summary_says 1 '1 passed, 3 failed, 0 skipped' 6q; }
summary_with_short_nested_plan_is_red() { summary_says 1 '2 passed, 2 failed, 0 skipped' 7d; }
summary_with_more_than_planned_is_red() { summary_says 1 '3 passed, 2 failed, 0 skipped' 's/  1..2/  1..1/'; }

summary_with_console_line_inside_is_red() {
	summary_says 1 '3 passed, 1 failed, 0 skipped' '6a [   12.345678] hello: Hello, world!'
}

summary_with_torn_result_is_red() {
	summary_says 1 '2 passed, 3 failed, 0 skipped' 's/  ok 2 load-b/  ok[   12.345678] hello/'
}

summary_of_zero_tests_is_red() {
	summary_says 1 '0 passed, 1 failed, 0 skipped' -e '2s/.*/1..0/' -e 2q
}

summary_with_topic_that_denies_its_failure_is_red() {
	summary_says 1 '2 passed, 2 failed, 0 skipped' 's/  ok 2 load-b/  not ok 2 load-b/'
}

# The firmware's messages before the header, and the kernel's at power-off.
summary_ignores_what_is_outside() {
	summary_says 0 '3 passed, 0 failed, 0 skipped' -e '1i Booting from ROM...' \
		-e "\$a [   99.000000] reboot: Power down"
}

# topics: makes a folder with tests/run and two topics; stdin is the second one.
topics() {
	mkdir -p "$work/t/lib" "$work/t/topics"
	cp "$tests_dir/run" "$work/t/"
	cp "$tests_dir/lib/ktap.sh" "$work/t/lib/"
	cat >"$work/t/topics/a.sh" <<-'END'
		. "${0%/*}/../lib/ktap.sh"
		tests='
		a-good
		'
		a_good() { :; }
		run_tests "$tests" "$@"
	END
	cat >"$work/t/topics/b.sh"
}

# run_says STATUS LINE...: tests/run, on these topics and with the argument in $run_args, has to end
# with STATUS and to print these lines.
run_says() {
	wanted_status=$1
	shift
	status=0
	said=$("$work/t/run" topics ${run_args:+"$run_args"} 2>&1) || status=$?
	expect_eq "$status" "$wanted_status" "exit status: $said"
	for line in "$@"; do
		printf '%s\n' "$said" | grep -qxF -e "$line" || fail "no line: $line" "in: $said"
	done
}

run_notices_a_topic_that_dies() {
	topics <<-'END'
		. "${0%/*}/../lib/ktap.sh"
		tests='
		b-one
		b-two
		'
		b_one() { :; }
		b_two() { kill -9 $$; }
		run_tests "$tests" "$@"
	END
	run_says 1 'ok 1 a' '  ok 1 b-one' '  not ok 2 b-two' 'not ok 2 b'
}

run_notices_a_topic_that_cannot_start() {
	echo 'this is no command' | topics
	run_says 1 'ok 1 a' 'not ok 2 b'
	status=0
	"$work/t/run" topics | "$tests_dir/summary" >/dev/null || status=$?
	expect_eq "$status" 1 "exit status of the summary"
}

run_of_one_test() {
	: | topics
	run_args=a-good
	run_says 0 '1..1' '  1..1' '  ok 1 a-good' 'ok 1 a'
}

run_of_no_such_test_is_status_4() {
	: | topics
	run_args=a-bad
	run_says 4 "run: no topic and no test a-bad in $work/t/topics; the topics are:" '  a' '  b'
	run_args=../a
	run_says 4
	status=0
	said=$("$work/t/run" absent 2>&1) || status=$?
	expect_eq "$status" 4 "exit status without the folder: $said"
}

ktap_test_that_exits_early_fails() {
	topics <<-'END'
		. "${0%/*}/../lib/ktap.sh"
		tests='
		b-exits
		b-false
		b-skips
		'
		b_exits() { exit 0; }
		b_false() { false; :; }
		b_skips() { skip "no such thing here"; }
		run_tests "$tests" "$@"
	END
	run_says 1 '  not ok 1 b-exits' '  not ok 2 b-false' '  ok 3 b-skips # SKIP no such thing here'
}

ktap_failure_says_how_to_reproduce() {
	topics <<-'END'
		. "${0%/*}/../lib/ktap.sh"
		tests='
		b-fails
		'
		b_fails() { expect_eq 1 2 "one"; }
		run_tests "$tests" "$@"
	END
	run_says 1 '  not ok 1 b-fails' '  # one' '  # got:    1' '  # wanted: 2' \
		'  # reproduce: make test T=b-fails'
}

ktap_note_is_shown_whatever_becomes_of_the_test() {
	topics <<-'END'
		. "${0%/*}/../lib/ktap.sh"
		tests='
		b-notes
		b-notes-and-fails
		b-is-silent
		'
		b_notes() { note seed-7; }
		b_notes_and_fails() { note seed-8 && false; }
		b_is_silent() { :; }
		run_tests "$tests" "$@"
	END
	run_says 1 '  # note: seed-7' '  # note: seed-8'
	expect_eq "$(printf '%s\n' "$said" | grep -c note:)" 2 "notes"
}

run_tests "$tests" "$@"
