#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# try-guest: what scripts/try says about modules that it loads in guests with the stock kernel.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/try.sh
. "${0%/*}/../lib/try.sh"

tests='
a-good-module-is-green-in-20-lines
a-run-counts-and-has-the-folder-and-the-parameters
a-run-that-does-not-end-is-no-complaint-of-the-kernel
refusals-are-told-apart
what-is-left-behind-is-named
a-complaint-in-the-log-fails
a-guest-that-dies-is-a-result-with-a-place
a-step-that-hangs-shows-where
a-driver-without-its-device-has-not-been-tried
a-session-has-the-modules-and-their-source
'

a_good_module_is_green_in_20_lines() {
	try_modules 0 good
	passes good built symbols vermagic licence loaded unloaded clean left
	[ "$(printf '%s\n' "$said" | wc -l)" -le 20 ] || fail "more than 20 lines" "$said"
}

a_run_counts_and_has_the_folder_and_the_parameters() {
	try_modules 2 good PARAMS='word="two words" nothing=1' RUN='grep . /dev/good Makefile; printf "no newline\\0"; exit 3'
	has good loaded warn 'it has no parameter nothing'
	has good run fail 'exit status 3: '
	says '/dev/good:two words'
	says 'Makefile:obj-m += good.o'
	printf '%s\n' "$said" | grep -qx ' *no newline' || fail "no line of its own" "$said"
	passes good unloaded clean left
}

# What looks at the CPUs writes a call trace to the log.
a_run_that_does_not_end_is_no_complaint_of_the_kernel() {
	try_modules 2 good TIMEOUT=3 RUN='while :; do :; done'
	has good run fail 'not done after 3 s'
	says 'does not leave its CPU'
	passes good clean
}

# in_use is the last one: it cannot be unloaded, and the guest ends.
refusals_are_told_apart() {
	try_modules 2 'einval enodev enomem defers permanent in_use'
	has einval loaded fail 'refused with EINVAL'
	says 'the reason'
	has enodev loaded warn 'ENODEV: it has found no device'
	has defers loaded warn 'EPROBE_DEFER: it waits for another driver'
	has enomem loaded fail 'ENOMEM: there was no memory'
	has permanent unloaded warn 'it has no module_exit'
	has in_use unloaded fail 'it is in use: 1 reference'
}

what_is_left_behind_is_named() {
	try_modules 2 'good left_console left_irq left_kprobe left_netdev left_node left_number left_proc left_thread'
	passes good left
	has left_console left fail 'left behind: console left0'
	has left_irq left fail 'left behind: interrupt 5: left_irq'
	has left_kprobe left fail 'left behind: kprobe k kernel_restart'
	has left_netdev left fail 'left behind: /sys/class/net/left0'
	has left_node left fail 'left behind: /dev/left_node'
	has left_number left fail 'left_number'
	has left_proc left fail '/proc/left_proc'
	has left_thread left fail 'kernel thread left_thread'
}

a_complaint_in_the_log_fails() {
	try_modules 2 'says_warning warns'
	has says_warning clean fail 'WARNING: this is wrong'
	! grep "^says_warning" "$result/verdict" | grep DEBUG || fail "DEBUG is no complaint"
	has warns clean fail 'warns.c:7'
	passes warns loaded unloaded left
}

# A fresh guest goes on each time. The timer runs when the kernel of timer_after_exit tries something else.
a_guest_that_dies_is_a_result_with_a_place() {
	try_modules 2 'good oops_in_exit oops_in_init timer_after_exit warns'
	passes good loaded unloaded clean left
	has oops_in_init loaded fail 'NULL pointer dereference'
	has oops_in_init loaded fail ', at oops_in_init.c:9'
	has oops_in_exit unloaded fail ', at oops_in_exit.c:9'
	has timer_after_exit unloaded fail 'still used after it had been unloaded'
	has warns clean fail 'warns.c:7'
}

a_step_that_hangs_shows_where() {
	try_modules 2 'hangs_in_exit hangs_in_init spins_in_init' TIMEOUT=5
	has hangs_in_init loaded fail 'its init has not ended after 5 s, at hangs_in_init.c:10'
	has hangs_in_exit unloaded fail 'its exit has not ended after 5 s, at hangs_in_exit.c:16'
	has spins_in_init loaded fail 'its init has not ended after 5 s, at spins_in_init.c:'
}

a_driver_without_its_device_has_not_been_tried() {
	try_modules 0 pci_driver
	has pci_driver bound warn "QEMU='-device edu'"
	try_modules 0 pci_driver QEMU='-device edu'
	has pci_driver bound ok '0000:00:'
	passes pci_driver clean left
}

a_session_has_the_modules_and_their_source() {
	printf 'insmod good.ko && cat /dev/good && cat /try/source%s/Makefile\nexit 7\n' "$work/tried" >"$work/session"
	try_modules 7 good --session="$work/session"
	says 'xobj-m += good.o'
}

run_tests "$tests" "$@"
