#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# guest: scripts/guest, on the host, where it boots nothing; ../host-long/guests.sh boots guests.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
guest-without-a-file-to-add-does-not-start
guest-without-a-command-does-not-start
guest-tries-kvm-only-where-the-processor-has-it
'
guest=$(cd "${0%/*}/../.." && pwd)/scripts/guest

guest_without_a_file_to_add_does_not_start() {
	gives 1 "$guest" --add "$work/absent" -- true
	says "there is no $work/absent to add"
}

guest_without_a_command_does_not_start() {
	gives 1 "$guest"
	says 'no command for the guest'
}

# accelerator FLAG: sets $said to what accel() says on a processor that has FLAG. /dev/kvm is there.
accelerator() {
	echo "flags : fpu $1" >"$work/cpuinfo"
	: >"$work/kvm"
	# shellcheck disable=SC2016 # expanded by that shell
	said=$(bwrap --dev-bind / / --dev-bind "$work/kvm" /dev/kvm --ro-bind "$work/cpuinfo" /proc/cpuinfo sh -c '
		set -eu
		uname() { echo x86_64; }
		FLAVOUR=amd64 cache=$2 release=none run=$2
		. "$1/lib/arch.sh"
		eval "$(sed -n "/^accel() {/,/^}/p" "$1/guest")"
		probe_kvm() { echo tried; }
		accel' - "${guest%/guest}" "$work")
	rm -f "$work"/accel*
}

# The probe waits 20 s for a guest that does not come up.
guest_tries_kvm_only_where_the_processor_has_it() {
	need_namespaces
	for flag in vmx svm; do
		accelerator $flag
		expect_eq "$said" tried "with $flag"
	done
	accelerator lm
	expect_eq "$said" tcg "without"
}

run_tests "$tests" "$@"
