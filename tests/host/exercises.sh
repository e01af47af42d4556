#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# exercises: what exercises/run says, on the host: with a toy repository, whose guest prints what a test
# wants; and the patches of the exercises, as far as nobody has changed these. exercises/check tries all answers.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
exercise-that-is-right-is-green
exercise-that-is-wrong-names-the-slide
exercise-that-stops-the-kernel-shows-its-last-words
exercise-whose-guest-does-not-start-is-not-judged
exercise-that-does-not-compile-is-red
exercise-hint-is-printed-on-request
exercise-that-is-unknown-is-refused
exercises-are-listed
exercises-are-small-and-safe
exercises-have-a-solution-and-three-wrong-answers
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	repository=$work/repository sysroot=$work/sysroot
	rm -rf "$repository" "$sysroot" "$XDG_CACHE_HOME"
	mkdir -p "$repository/exercises/1-toy" "$repository/exercises/lib" "$repository/scripts" "$repository/tests"
	cp -R "$top/scripts/lib" "$repository/scripts"
	cp -R "$top/tests/lib" "$repository/tests"
	cp "$top/exercises/run" "$repository/exercises"
	cp "$top/exercises/lib/check.sh" "$repository/exercises/lib"
	echo '//! Exercise 1, slide "Toys": a toy that is broken.' >"$repository/exercises/1-toy/toy.rs"
	cat >"$repository/exercises/1-toy/check.sh" <<-'END'
		# slide: Toys
		# rule: a toy can ring
		# hint: Mend it.
		. "${0%/*}/../lib/check.sh"
		tests='the-toy-rolls the-toy-rings the-toy-stops'
		run_tests "$tests" "$@"
	END
	mkdir -p "$sysroot/etc/sysroot/kernels" "$sysroot/usr/src/linux-headers-7.3.4-amd64/rust"
	echo 7.3.4-amd64 >"$sysroot/etc/sysroot/newest-amd64"
	: >"$sysroot/etc/sysroot/kernels/7.3.4-amd64"
	: >"$sysroot/usr/src/linux-headers-7.3.4-amd64/rust/libkernel.rmeta"
	script scripts/sysroot "echo $sysroot"
	script scripts/in-sysroot exit
	script tests/build exit
}

# toy STATUS ARGUMENT...: the toy repository's exercises/run has to end with STATUS.
toy() {
	wanted_status=$1
	shift
	gives "$wanted_status" env FLAVOUR=amd64 ABI= "$repository/exercises/run" "$@"
}

# script FILE TEXT: makes this script in the toy repository.
script() {
	printf '#!/bin/sh\n%s\n' "$2" >"$repository/$1"
	chmod +x "$repository/$1"
}

# guest_prints STATUS LINE...: what the checks print in the guest, and its exit status. The console has what
# is in $work/console.
guest_prints() {
	printf '%s\n' "$@" | sed 1d >"$work/ktap"
	[ -e "$work/console" ] || : >"$work/console"
	script scripts/guest "while [ \"\$1\" != --console ]; do shift; done; cp $work/console \"\$2\"
		cat $work/ktap; [ $1 = 0 ] || echo 'guest: no proof that the command ended; the end' >&2; exit $1"
}

exercise_that_is_right_is_green() {
	guest_prints 0 'KTAP version 1' 1..3 'ok 1 the-toy-rolls' 'ok 2 the-toy-rings' 'ok 3 the-toy-stops'
	toy 0 1
	expect_eq "$said" "$(printf '%s\n' 'right: the toy rolls' 'right: the toy rings' 'right: the toy stops' \
		'exercise 1: all is right')" "what it says"
}

exercise_that_is_wrong_names_the_slide() {
	guest_prints 1 'KTAP version 1' 1..3 'ok 1 the-toy-rolls' 'not ok 2 the-toy-rings' '# got:    no ring' \
		'# reproduce: make test T=the-toy-rings' 'ok 3 the-toy-stops'
	toy 1 1
	expect_eq "$said" "$(printf '%s\n' 'right: the toy rolls' 'not yet: the toy rings (slide: Toys)' \
		'       got:    no ring' 'right: the toy stops' 'the slide: a toy can ring' \
		'exercise 1: 2 right, 1 not yet; for a hint: make exercise N=1 HINT=1')" "what it says"
}

exercise_that_stops_the_kernel_shows_its_last_words() {
	printf '[    1.2] rust_kernel: panicked at toy.rs:1:\r\n[    1.2] too long\r\n[    1.3] more\r\n' >"$work/console"
	guest_prints 125 'KTAP version 1' 1..3 'ok 1 the-toy-rolls'
	toy 1 1
	says "$(printf '%s\n' 'not yet: the toy rings (slide: Toys)' '       the kernel stopped in this check:' \
		'       rust_kernel: panicked at toy.rs:1:' '       too long' '       guest: no proof that the command ended')"
	says 'not tried: the toy stops'
	says 'exercise 1: 1 right, 1 not yet'
	# It has stopped in the first check.
	guest_prints 125 'KTAP version 1' 1..3
	toy 1 1
	says 'not yet: the toy rolls'
	says 'not tried: the toy rings'
}

exercise_whose_guest_does_not_start_is_not_judged() {
	guest_prints 125
	toy 1 1
	says 'no proof that the command ended'
	says 'the guest has not begun with the checks'
	case $said in *toy\ rolls*) fail "a check is judged" "$said" ;; esac
}

exercise_that_does_not_compile_is_red() {
	guest_prints 0 'ok 1 the-toy-rolls' 'ok 2 the-toy-rings' 'ok 3 the-toy-stops'
	script scripts/in-sysroot 'echo error: no toy; exit 2'
	toy 1 1
	says 'error: no toy'
	says 'the module does not compile'
}

exercise_hint_is_printed_on_request() {
	toy 0 --hint 1
	expect_eq "$said" 'Mend it.' "the hint"
}

exercise_that_is_unknown_is_refused() {
	toy 1 2
	says 'there is no exercise 2'
	toy 1 toy
	says 'unknown argument: toy'
}

exercises_are_listed() {
	toy 0
	says '1  a toy that is broken'
	says 'exercises/1-toy/toy.rs'
}

# What counts is neither blank nor a comment nor a use. A file begins with the task, in at most seven lines.
exercises_are_small_and_safe() {
	for file in "$top"/exercises/[0-9]*/*.rs; do
		lines=$(awk '/^use / { in_use = 1 } !in_use && !/^ *(\/\/.*)?$/ { n++ } /;$/ { in_use = 0 } END { print n }' "$file")
		[ "$lines" -le 60 ] || fail "$file has $lines lines"
		task=$(grep -c '^//!' "$file")
		[ "$task" -le 7 ] || fail "the task in $file has $task lines"
		expect_eq "$(grep -n unsafe "$file" | cut -d: -f2)" "$(printf '#![deny(unsafe_code)]\n#[allow(unsafe_code)]')" "unsafe in $file"
	done
}

# Each patch has to apply, unless somebody has changed the exercise, and to name one of its checks.
exercises_have_a_solution_and_three_wrong_answers() {
	cd "$top"
	export GIT_CEILING_DIRECTORIES="${top%/*}"
	for exercise in exercises/[0-9]*; do
		checks=$(MODULE_KO=none sh "$exercise/check.sh" --list)
		expect_eq "$(printf '%s\n' "$exercise"/*.patch | grep -c '/solution.patch$\|/wrong-[^/]*.patch$')" 4 "patches in $exercise"
		for patch in "$exercise"/*.patch; do
			echo "$checks" | grep -qxF -e "$(sed -n 's/^Wrong: //p' "$patch")" || fail "$patch names no check"
			git diff --quiet HEAD -- "$exercise"/*.rs 2>/dev/null || continue
			git apply --check "$patch" || fail "$patch does not apply any more"
		done
	done
}

run_tests "$tests" "$@"
