#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# mutants: tests/mutants/run, on the host: a mutant counts as caught only if the test that it names has
# failed. Uses a toy repository whose module is one line.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
mutant-caught-by-its-test-is-green
mutant-that-survives-is-red
mutant-that-does-not-apply-is-red
mutant-that-does-not-build-is-red
mutant-caught-by-another-test-is-red
mutant-that-lets-no-test-run-is-red
mutant-of-a-test-that-fails-anyway-is-red
mutant-may-kill-the-guest-when-it-says-so
mutant-leaves-the-next-one-a-clean-copy
mutants-ended-by-a-signal-are-not-in-the-way
mutant-without-a-patch-is-refused
mutants-of-this-repository-apply
'
top=$(cd "${0%/*}/../.." && pwd)

# The module is one word: "good", "bad" and so on. The build fails for "broken"; scripts/test prints
# what the word asks for.
before_test() {
	export XDG_CACHE_HOME="$work/cache"
	repository=$work/repository
	rm -rf "$repository" "$XDG_CACHE_HOME"
	mkdir -p "$repository/scripts" "$repository/tests/mutants"
	cp "$top/tests/mutants/run" "$repository/tests/mutants"
	cp -R "$top/scripts/lib" "$repository/scripts"
	echo good >"$repository/module"
	script build 'if grep broken module; then exit 1; fi'
	# shellcheck disable=SC2016 # expanded by that script
	script test 'case $(cat module) in
		good) echo "1 passed, 0 failed, 0 skipped" && exit ;;
		bad) echo "not ok topic: $1" ;;
		worse) echo "not ok topic: another-test" ;;
		fatal) echo "BUG: KASAN" && echo "not ok topic: a test of its plan was not reported" ;;
		torn) echo "the disk is full" ;;
		esac
		exit 1'
	git init -q "$repository"
}

# script NAME TEXT: makes $repository/scripts/NAME.
script() {
	printf '#!/bin/sh\n%s\n' "$2" >"$repository/scripts/$1"
	chmod +x "$repository/scripts/$1"
}

# mutant NAME FROM TO [LINE...]: makes a patch that replaces the module's word.
mutant() {
	name=$1 from=$2 to=$3
	shift 3
	printf '%s\n' 'What it breaks.' '' 'Fails: the-test' "$@" '' '--- a/module' '+++ b/module' '@@ -1 +1 @@' \
		"-$from" "+$to" >"$repository/tests/mutants/$name.patch"
}

# red WORDS: the only mutant has to be reported as not caught, with WORDS as the reason.
red() {
	gives 1 "$repository/tests/mutants/run"
	says "not ok  one "
	says "$1"
	expect_eq "$(echo "$said" | tail -n 1)" '0 passed, 1 failed, 0 skipped' "last line"
}

mutant_caught_by_its_test_is_green() {
	mutant one good bad
	gives 0 "$repository/tests/mutants/run"
	says 'ok      one '
	says 'caught by the-test, '
	expect_eq "$(echo "$said" | tail -n 1)" '1 passed, 0 failed, 0 skipped' "last line"
	expect_eq "$(cat "$repository/module")" good "the module itself"
}

mutant_that_survives_is_red() {
	mutant one good bad 'Run: true'
	red 'it survives true'
}

mutant_that_does_not_apply_is_red() {
	mutant one excellent bad
	red 'its patch does not apply any more: error: patch failed: module:1'
}

mutant_that_does_not_build_is_red() {
	mutant one good broken
	red "it does not build ($XDG_CACHE_HOME/external-modules/mutants/log/one)"
}

mutant_caught_by_another_test_is_red() {
	mutant one good worse
	red 'not caught by the-test ('
	mutant one good bad 'Says: BUG: KASAN'
	red 'not caught by the-test with "BUG: KASAN" ('
	# The guest may die of anything: without a text that tells the cause, the mutant is not caught.
	mutant one good fatal
	red 'not caught by the-test ('
}

mutant_that_lets_no_test_run_is_red() {
	mutant one good torn
	red 'no test has run ('
}

mutant_of_a_test_that_fails_anyway_is_red() {
	echo bad >"$repository/module"
	mutant one bad worse
	red 'it fails without the mutant, too: scripts/test the-test ('
}

mutant_may_kill_the_guest_when_it_says_so() {
	mutant one good fatal 'Says: BUG: KASAN'
	gives 0 "$repository/tests/mutants/run"
}

mutant_leaves_the_next_one_a_clean_copy() {
	mutant a good bad
	mutant b good worse
	# shellcheck disable=SC2016 # for the shell that runs it
	mutant c good bad 'Kernel: debug' 'Run: [ $KERNEL = debug ] && scripts/test the-test'
	gives 1 "$repository/tests/mutants/run"
	expect_eq "$(echo "$said" | tail -n 1)" '2 passed, 1 failed, 0 skipped' "last line"
}

# The tests that are running still use the copies: the next run has to wait for them.
mutants_ended_by_a_signal_are_not_in_the_way() {
	mutant one good bad "Run: : >$work/begun; until [ -e $work/end ]; do sleep 0.1; done"
	rm -f "$work/begun" "$work/end"
	background "$repository/tests/mutants/run"
	until [ -e "$work/begun" ]; do kill -0 "$started" && sleep 0.1; done
	kill "$started"
	status=0
	wait "$started" || status=$?
	expect_eq "$status" 143 "status of the run that was ended"
	gives 124 timeout 2 "$repository/tests/mutants/run"
	says 'waiting for another run'
	: >"$work/end"
	mutant one good bad
	gives 0 "$repository/tests/mutants/run"
}

mutant_without_a_patch_is_refused() {
	mutant one good bad
	gives 1 "$repository/tests/mutants/run" two
	says 'there is no mutant two'
	says 'mutants: one'
}

# In what was unpacked from a tarball, too, wherever that lies.
mutants_of_this_repository_apply() {
	cd "$top"
	export GIT_CEILING_DIRECTORIES="${top%/*}"
	for patch in tests/mutants/*.patch; do
		git apply --check "$patch" || fail "$patch does not apply any more"
		# What scripts/test runs by default.
		grep -q '^Run: ' "$patch" || grep -qx "$(sed -n 's/^Fails: //p' "$patch")" tests/device/*.sh tests/samples/*.sh tests/host/*.sh ||
			fail "$patch names no test of make test, and has no line Run"
	done
}

run_tests "$tests" "$@"
