#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# rooms: what serves any module knows nothing of this one, so that a fork need not change it.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"

tests='
what-serves-any-module-does-not-name-this-one
'

what_serves_any_module_does_not_name_this_one() {
	cd "${0%/*}/../.."
	said=$(grep -rniE 'hello|mydevice|\<(whom|howmany|capacity|greeting)\>' Makefile scripts src/abstractions \
		tests/run tests/summary tests/lib) || :
	[ -z "$said" ] || fail "$said"
}

run_tests "$tests" "$@"
