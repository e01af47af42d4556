#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# debug-kernel: the check of the debug kernel's config, and how its reports of leaks are judged, on the
# host, without building it.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/afterwards.sh
. "${0%/*}/../lib/afterwards.sh"

tests='
unknown-kernel-is-refused
debug-kernel-with-all-symbols-is-fine
debug-kernel-without-a-symbol-names-it
debug-kernel-with-another-value-names-it
leak-is-reported-for-its-topic
leak-found-late-is-reported-for-its-topic
no-leaks-are-green
'
top=$(cd "${0%/*}/../.." && pwd)

unknown_kernel_is_refused() {
	gives 1 env KERNEL=bogus "$top/scripts/guest" true
	expect_eq "$said" "$(printf 'guest: %s\n' 'KERNEL=bogus is unknown' 'use KERNEL=stock or KERNEL=debug')" "words"
}

# config SED...: writes to $work/config what all fragments ask for, changed by sed.
config() {
	cat "$top"/scripts/kernel.d/*.config | sed "$@" >"$work/config"
}

debug_kernel_with_all_symbols_is_fine() {
	config ''
	gives 0 "$top/scripts/debug-kernel" --check "$work/config"
	expect_eq "$said" '' "words"
}

debug_kernel_without_a_symbol_names_it() {
	config 's/^CONFIG_KASAN_VMALLOC=y/# CONFIG_KASAN_VMALLOC is not set/'
	gives 1 "$top/scripts/debug-kernel" --check "$work/config"
	says 'CONFIG_KASAN_VMALLOC=y of scripts/kernel.d/kasan.config'
}

debug_kernel_with_another_value_names_it() {
	config 's/^CONFIG_NR_CPUS=.*/CONFIG_NR_CPUS=1/'
	gives 1 "$top/scripts/debug-kernel" --check "$work/config"
	says ' of scripts/kernel.d/machine.config'
}

# leak JIFFIES: prints a report of kmemleak's.
leak() {
	cat <<-END
		unreferenced object 0xffff888004a3c000 (size 64):
		  comm "insmod", pid 77, jiffies $1
		  hex dump (first 32 bytes):
		    48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21 0a 00 00  Hello, world!...
		  backtrace (crc 2d1c6f4e):
		    __kmalloc_noprof+0x2c1/0x3f0
	END
}

# judged LEAKS: sets $said to the results for three topics, which began at 4294901000, 4294902000 and
# 4294903000 jiffies.
judged() {
	leaks=$work
	printf '%s\n' '4294901000 append' '4294902000 load' '4294903000 read' >"$leaks/topics"
	printf '%s' "$1" >"$leaks/found"
	said=$(leaks_of_topics)
}

leak_is_reported_for_its_topic() {
	judged "$(leak 4294902000)"
	expect_eq "$(echo "$said" | grep 'ok ')" "$(printf '  %s\n' 'ok 1 append-leaks-nothing' \
		'not ok 2 load-leaks-nothing' 'ok 3 read-leaks-nothing')" "verdicts"
	says '  # unreferenced object 0xffff888004a3c000 (size 64):'
	says '  #     __kmalloc_noprof+0x2c1/0x3f0'
	says '  # reproduce: make test T=load'
}

# One report of the kernel lists leaks of two topics, one of them from before the first topic.
leak_found_late_is_reported_for_its_topic() {
	judged "$(leak 4294900999; leak 4294999999)"
	expect_eq "$(echo "$said" | grep 'ok ')" "$(printf '  %s\n' 'not ok 1 append-leaks-nothing' \
		'ok 2 load-leaks-nothing' 'not ok 3 read-leaks-nothing')" "verdicts"
}

no_leaks_are_green() {
	judged ''
	expect_eq "$said" "$(printf '  ok %s-leaks-nothing\n' '1 append' '2 load' '3 read')" "verdicts"
}

run_tests "$tests" "$@"
