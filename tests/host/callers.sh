#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# callers: that the scripts and make do the same whoever calls them, on the host: with another umask,
# another environment, from other folders. Each test has a cache of its own. A stand-in for mmdebstrap
# makes a sysroot of a few files; it is not entered.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/small-sysroot.sh
. "${0%/*}/../lib/small-sysroot.sh"

tests='
cache-does-not-depend-on-the-umask
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "$work/cache" "$work/bin"
	mkdir -p "$XDG_CACHE_HOME"
}

cache_does_not_depend_on_the_umask() {
	small_sysroot
	umask 077
	gives 0 env PATH="$PATH" "$top/scripts/sysroot"
	[ -f "${said##*
}/etc/sysroot/release" ] || fail "no sysroot was made" "$said"
	closed=$(find "$XDG_CACHE_HOME/external-modules" ! -type l ! -perm -a=r)
	expect_eq "$closed" '' "what others cannot read"
}

run_tests "$tests" "$@"
