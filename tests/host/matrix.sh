#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# matrix: which rows matrix/run runs and what it makes of their results, on the host. Stand-ins for
# scripts/sysroot, scripts/build and scripts/test act as the test says.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.
# shellcheck disable=SC2016 # the stand-ins expand it

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
matrix-of-green-rows-is-green
matrix-runs-the-rows-that-it-is-given
matrix-refuses-a-row-that-it-has-not
row-that-fails-hides-no-other
row-that-cannot-be-built-has-failed
row-without-a-count-has-failed
row-that-the-archive-lacks-is-skipped
row-without-a-mirror-has-failed
oldest-row-is-that-of-the-archive
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "${work:?}/cache" "$work/clone"
	mkdir -p "$work/clone/scripts" "$work/clone/matrix" "$work/tree/etc/sysroot/kernels"
	cp -R "$top/scripts/lib" "$work/clone/scripts"
	cp "$top/matrix/run" "$work/clone/matrix"
	script sysroot 'case $1 in --abis) printf "%s\n" 7.2.6 7.2.10 7.3.4 ;; *) kernel && echo '"$work/tree"' ;; esac'
	script build 'echo building for $SUITE $FLAVOUR $ABI >&2'
	script test 'echo 5 passed, 0 failed, 1 skipped'
}

# script NAME COMMANDS: a stand-in for scripts/NAME, in which `kernel` makes the kernel of the environment.
script() {
	cat >"$work/clone/scripts/$1" <<-END
		#!/bin/sh
		kernel() {
			release=\${ABI:-7.3.4}-\$FLAVOUR
			headers=$work/tree/usr/src/linux-headers-\$release
			mkdir -p \$headers/rust
			echo 2 >$work/tree/etc/sysroot/kernels/\$release
			echo \$release >$work/tree/etc/sysroot/newest-\$FLAVOUR
			printf '%s\n' 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.2.3 (of then)"' 'CONFIG_CC_VERSION_TEXT="gcc-9 (x) 9.8.7"' >\$headers/.config
			echo '# all 42 Rust symbols of the kernel were made again' >\$headers/rust/rust-metadata.list
		}
		$2
	END
	chmod 755 "$work/clone/scripts/$1"
}

# matrix STATUS ROW...: leaves in $said what is on stdout, without the seconds.
matrix() {
	wanted_status=$1
	shift
	gives "$wanted_status" env ABI=ignored "$work/clone/matrix/run" "$@"
	csv=$(cut -d, -f1-5,7-9,11- "$XDG_CACHE_HOME/external-modules/matrix.csv" 2>/dev/null | sed 1d)
}

matrix_of_green_rows_is_green() {
	matrix 0
	expect_eq "$(echo "$csv" | grep -c ',1.2.3,9.8.7,42,5,0,1,passed,$')" 9 "rows that passed"
	expect_eq "$(echo "$said" | tail -n 1)" '45 passed, 0 failed, 9 skipped' "the last line"
	for row in $(echo "$csv" | cut -d, -f1,2); do
		echo "$said" | grep -q "^${row%,*}  *${row#*,} .* 5 passed, 0 failed, 1 skipped .* passed" ||
			fail "no line for $row" "$said"
	done
}

matrix_runs_the_rows_that_it_is_given() {
	matrix 0 trixie-rt 'forky-*'
	expect_eq "$csv" "$(printf '%s,1.2.3,9.8.7,42,5,0,1,passed,\n' trixie-rt,7.3.4-rt-amd64 \
		forky-amd64,7.3.4-amd64 forky-arm64,7.3.4-arm64)" "rows"
}

matrix_refuses_a_row_that_it_has_not() {
	matrix 1 trixie-rt windows
	says 'there is no row windows'
	says ' trixie-rt '
	[ ! -e "$XDG_CACHE_HOME/external-modules/matrix.csv" ] || fail "it began all the same"
}

row_that_fails_hides_no_other() {
	script test 'case $FLAVOUR in
		rt-amd64) echo "not ok 3 read-is-whole" && echo "4 passed, 1 failed, 1 skipped" && exit 1 ;;
		*) echo 5 passed, 0 failed, 1 skipped ;;
	esac'
	matrix 1 trixie-rt forky-amd64
	expect_eq "$csv" "$(printf '%s\n' 'trixie-rt,7.3.4-rt-amd64,1.2.3,9.8.7,42,4,1,1,failed,not ok 3 read-is-whole' \
		'forky-amd64,7.3.4-amd64,1.2.3,9.8.7,42,5,0,1,passed,')" "rows"
	says 'failed: not ok 3 read-is-whole'
}

row_that_cannot_be_built_has_failed() {
	script build '[ $SUITE = sid ]'
	matrix 1 forky-amd64 sid-amd64
	expect_eq "$csv" "$(printf '%s\n' 'forky-amd64,7.3.4-amd64,1.2.3,9.8.7,42,,,,failed,the module was not built' \
		'sid-amd64,7.3.4-amd64,1.2.3,9.8.7,42,5,0,1,passed,')" "rows"
}

row_without_a_count_has_failed() {
	script test 'echo a guest died'
	matrix 1 sid-amd64
	expect_eq "$(echo "$csv" | cut -d, -f9-)" 'failed,the tests ended without a count' "the result"
}

row_that_the_archive_lacks_is_skipped() {
	script sysroot 'case $1,$FLAVOUR in
		--abis,cloud-amd64) ;;
		--abis,*) printf "%s\n" 7.3.4 7.4.1 ;;
		*,cloud-amd64) exit 1 ;;
		*) kernel && echo '"$work/tree"' ;;
	esac'
	matrix 0 trixie-cloud trixie-oldest-7.2 trixie-rt
	expect_eq "$(echo "$csv" | cut -d, -f1,9-)" "$(printf '%s\n' 'trixie-cloud,skipped,trixie has no kernel cloud-amd64 from 7.2 on' \
		'trixie-rt,passed,' 'trixie-oldest-7.2,skipped,trixie has no kernel of 7.2')" "results"
}

row_without_a_mirror_has_failed() {
	script sysroot 'case $SUITE in sid) echo no network >&2 && exit 1 ;; *) kernel && echo '"$work/tree"' ;; esac'
	matrix 1 sid-amd64 trixie-rt
	expect_eq "$(echo "$csv" | cut -d, -f1,9-)" "$(printf '%s\n' 'trixie-rt,passed,' 'sid-amd64,failed,no sysroot with this kernel')" "results"
}

oldest_row_is_that_of_the_archive() {
	matrix 0 trixie-oldest-7.2
	expect_eq "$(echo "$csv" | cut -d, -f1,2)" 'trixie-oldest-7.2,7.2.6-amd64' "the kernel"
}

run_tests "$tests" "$@"
