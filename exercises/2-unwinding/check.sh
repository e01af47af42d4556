#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The checks of exercise 2. Prints KTAP; arguments and exit status as ../../tests/lib/ktap.sh has them.
#
# slide: Error Handling
# rule: what was registered is unregistered in reverse order, and after a failure only what had succeeded
# hint: Nobody calls unregister_C() here. At rmmod the kernel drops the value of type Skull, and Rust then
# hint: drops its fields one after the other. In which order? Not in the order in which init fills them
# hint: in: see "Destructors" in the Rust Reference, and the comment of `struct Hello` in src/hello.rs.

# shellcheck source=../lib/check.sh
. "${0%/*}/../lib/check.sh"

tests='
insmod-registers-A-then-B-then-C
rmmod-unregisters-C-then-B-then-A
if-A-fails-nothing-is-unregistered
if-B-fails-A-is-unregistered
if-C-fails-B-and-then-A-are-unregistered
insmod-is-told-the-error
'

# registrations: what the module has registered and unregistered, in one line.
registrations() {
	module_log | grep register_ | paste -s -d ' '
}

# fails_at WHAT WANTED: the module does not load, and has done this. busybox would try it twice.
fails_at() {
	! insmod "$MODULE_KO" fail="$1" 2>/dev/null || fail "the module was loaded, although register_$1 has failed"
	expect_eq "$(registrations)" "$2" "what the module has done"
}

insmod_registers_A_then_B_then_C() {
	load
	expect_eq "$(registrations)" 'register_A register_B register_C' "what the module has done"
}

rmmod_unregisters_C_then_B_then_A() {
	load
	loaded=$(registrations)
	busybox rmmod skull
	expect_eq "$(registrations)" "$loaded unregister_C unregister_B unregister_A" "what the module has done"
}

if_A_fails_nothing_is_unregistered() {
	fails_at A ''
}

if_B_fails_A_is_unregistered() {
	fails_at B 'register_A unregister_A'
}

if_C_fails_B_and_then_A_are_unregistered() {
	fails_at C 'register_A register_B unregister_B unregister_A'
}

# ENODEV in words.
insmod_is_told_the_error() {
	refused 'No such device' insmod "$MODULE_KO" fail=B
}

run_tests "$tests" "$@"
