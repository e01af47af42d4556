#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# first: the slides' modules up to module parameters: samples/hello_world.rs to samples/hellon.rs.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/sample.sh
. "${0%/*}/lib/sample.sh"

tests='
hello-world-says-hello-and-goodbye
hello-world-speaks-at-the-level-alert
two-files-run-code-of-all-three-files
two-files-take-a-parameter-of-the-file-in-c
hellon-greets-whom-howmany-times
hellon-without-parameters-greets-the-world-once
hellon-shows-its-parameters-in-sysfs-and-modinfo
hellon-refuses-what-is-no-number
unwind-registers-in-order-and-undoes-it-in-reverse
unwind-undoes-what-was-registered-before-a-failure
'

hello_world_says_hello_and_goodbye() {
	sample hello_world
	logs 'Hello World!'
	unload
	logs "$(printf 'Hello World!\nGoodbye, cruel world!!')"
	expect_eq "$(modinfo -F license $samples/hello_world.ko)" 'Dual BSD/GPL' "its licence"
}

# KERN_ALERT is level 1.
hello_world_speaks_at_the_level_alert() {
	sample hello_world
	unload
	said=$(busybox dmesg -r | sed -n 's/^<\([0-9]*\)>.*hello_world: \([HG]\).*/\1\2/p' | tr '\n' ' ')
	expect_eq "$said" '1H 1G ' "levels of the two messages"
}

two_files_run_code_of_all_three_files() {
	sample two_files note=here
	logs "$(printf '%s\n' 'third_file.c: note=here' 'two_files.rs: init' 'second_file.rs: called by two_files.rs')"
	unload
}

two_files_take_a_parameter_of_the_file_in_c() {
	expect_eq "$(modinfo -F parm $samples/two_files.ko)" 'note:a text that third_file.c logs' "its parameters"
	sample two_files
	logs "$(printf '%s\n' 'two_files.rs: init' 'second_file.rs: called by two_files.rs')"
	unload
}

hellon_greets_whom_howmany_times() {
	sample hellon howmany=3 whom=Class
	logs "$(printf 'Hello, Class!\nHello, Class!\nHello, Class!')"
	unload
	sample hellon howmany=0
	unload
}

hellon_without_parameters_greets_the_world_once() {
	sample hellon
	logs 'Hello, world!'
	unload
}

hellon_shows_its_parameters_in_sysfs_and_modinfo() {
	expect_eq "$(modinfo -p $samples/hellon.ko | sort)" "$(printf '%s\n' 'howmany:Number of times to print msg (int)' \
		'whom:Whom to greet (charp)')" "modinfo -p"
	sample hellon howmany=2 whom=Class
	parameters=/sys/module/hellon/parameters
	parameter_is howmany 2
	parameter_is whom Class
	expect_eq "$(stat -c %a $parameters/howmany $parameters/whom | tr '\n' ' ')" '444 444 ' "modes, S_IRUGO"
	unload
}

hellon_refuses_what_is_no_number() {
	refused 'Invalid parameters' insmod $samples/hellon.ko howmany=ten
	module=hellon
	module_is_gone
}

registered="register_A: skull
register_B: skull
register_C: skull"

unwind_registers_in_order_and_undoes_it_in_reverse() {
	sample unwind
	logs "$registered"
	unload
	logs "$registered
unregister_C: skull
unregister_B: skull
unregister_A: skull"
}

unwind_undoes_what_was_registered_before_a_failure() {
	refused 'Cannot allocate memory' insmod $samples/unwind.ko fail=A
	module=unwind
	module_is_gone
	logs 'register_A: skull: fails'
	busybox dmesg -c >/dev/null
	refused 'Cannot allocate memory' insmod $samples/unwind.ko fail=C
	module_is_gone
	logs "register_A: skull
register_B: skull
register_C: skull: fails
unregister_B: skull
unregister_A: skull"
	echo "$marker" >/dev/kmsg
}

run_tests "$tests" "$@"
