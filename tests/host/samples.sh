#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# samples: those of samples/ that the compiler or modpost has to refuse, and those that need a guest of
# their own, because they taint or break its kernel.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.
# shellcheck disable=SC2016 # what is expanded in the guest

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
samples-are-short
samples-have-no-unsafe-code-but-two
slides-have-the-same-parts-in-each-section
modpost-refuses-a-gpl-only-symbol-to-a-proprietary-module
modpost-refuses-a-proprietary-module-in-rust
rustc-refuses-a-counter-without-a-lock
kernel-refuses-a-gpl-only-symbol-to-a-proprietary-module
oops-kills-insmod-and-the-kernel-goes-on
oops-with-panic-on-oops-is-the-end
work-item-that-outlives-its-module-is-the-end
lockdep-reports-a-timer-whose-lock-leaves-interrupts-enabled
'
top=$(cd "${0%/*}/../.." && pwd)

# Lines that are neither blank, comment nor `use`.
samples_are_short() {
	for file in "$top"/samples/*.rs "$top"/samples/*.c; do
		most=60
		case $file in */timer.rs) most=85 ;; */hello_world.rs) most=30 ;; esac
		lines=$(awk '
			/^[ \t]*\/\*/ { comment = 1 }
			/^use / { use = 1 }
			!comment && !use && !/^[ \t]*(\/\/.*)?$/ { lines++ }
			/\*\/[ \t]*$/ { comment = 0 }
			/;$/ { use = 0 }
			END { print lines }' "$file")
		[ "$lines" -le $most ] || fail "$file has $lines lines; at most $most"
	done
}

# oops.rs has a fault on purpose, and importer.rs declares functions in C.
samples_have_no_unsafe_code_but_two() {
	for file in "$top"/samples/*.rs "$top"/samples/refused/*.rs; do
		case $file in */oops.rs | */importer.rs) continue ;; esac
		said=$(grep -n unsafe "$file" | grep -vE '\(unsafe_code\)|^[0-9]+: *//') || :
		[ -z "$said" ] || fail "$file:$said"
	done
}

# What the slide says, what Rust changes, and an experiment that is run.
slides_have_the_same_parts_in_each_section() {
	said=$(awk '
		function ended() {
			if (section && section != "Exercises" && !(slide && rust && experiment))
				print "line " line ": " section ":" (slide ? "" : " no slide") (rust ? "" : " no Rust") (experiment ? "" : " no experiment")
			slide = rust = experiment = 0
		}
		/^## / { ended(); section = substr($0, 4); line = NR; sections++ }
		/^\*The slides?(:\*|\* )/ { slide = 1 }
		/^\*What Rust changes:\* / { rust = 1 }
		/^```console / { experiment = 1 }
		END { ended(); if (sections < 20) print "only " sections " sections" }' "$top/docs/slides.md")
	expect_eq "$said" '' "sections of docs/slides.md without one of these"
}

# refuses NAME TEXT: samples/refused/NAME is not built, and TEXT says why.
refuses() {
	gives 2 "$top/samples/build" --refused "$1"
	says "$2"
}

modpost_refuses_a_gpl_only_symbol_to_a_proprietary_module() {
	refuses gpl_only "gpl_only.ko: GPL-incompatible module uses GPL-only symbol 'exporter_cube'"
}

modpost_refuses_a_proprietary_module_in_rust() {
	refuses proprietary_rust "proprietary_rust.ko: GPL-incompatible module uses GPL-only symbol '_R"
}

rustc_refuses_a_counter_without_a_lock() {
	refuses counter_without_lock 'error[E0277]: `Cell<u64>` cannot be shared between threads safely'
}

# guest STATUS COMMAND...: runs them in a guest of their own that has the samples. Its console goes to $work/console.
guest() {
	wanted=$1
	shift
	built=$("$top/samples/build")
	printf '%s\n' "$@" >"$work/session"
	gives "$wanted" "$top/scripts/guest" --console "$work/console" --add "$built:/root/samples" \
		--add "$work/session:/session" -- busybox sh -l /session
}

# on_console TEXT
on_console() {
	grep -qF -e "$1" "$work/console" || fail "not on the console: $1" "$(tail -n 50 "$work/console")"
}

# importer.ko is built under the GPL; 12 bytes of its file are overwritten. The new words are as long.
kernel_refuses_a_gpl_only_symbol_to_a_proprietary_module() {
	guest 0 'cd samples' 'insmod exporter.ko' 'insmod proprietary.ko' 'cat /proc/sys/kernel/tainted' \
		'start=$(strings -t d importer.ko | awk "/license=Dual BSD.GPL/ { print \$1 }")' \
		'printf "Proprietary\0" | dd of=importer.ko bs=1 seek=$((start + 8)) conv=notrunc status=none' \
		'modinfo -F license importer.ko' '! insmod importer.ko || exit 1' 'rmmod proprietary exporter || exit 1' \
		'dmesg' '! grep . /proc/modules'
	says 'proprietary: 3 * 3 = 9'
	says "proprietary: module license 'Proprietary' taints kernel"
	says 'Unknown symbol in module'
	says 'importer: Unknown symbol exporter_cube (err -2)'
	says 'importer: Unknown symbol _R'
	case $said in *'Unknown symbol exporter_square'*) fail "exporter_square was refused as well" "$said" ;; esac
}

oops_kills_insmod_and_the_kernel_goes_on() {
	gives 1 "$top/scripts/shell" "$top/samples/oops-session"
	says 'oops: about to read from a null pointer'
	says 'NULL pointer dereference'
	says 'read_number+0x'
	says 'insmod ended with status 137'
	says 'rmmod: ERROR: Module oops is in use'
}

oops_with_panic_on_oops_is_the_end() {
	guest 125 'insmod samples/oops.ko' 'echo the kernel went on'
	# arm64 says "Oops: Fatal exception".
	on_console 'Kernel panic - not syncing: '
	on_console ': Fatal exception'
	case $said in *'the kernel went on'*) fail "$said" ;; esac
}

# The kernel overwrites the code that it frees, so what the CPU meets there is no instruction of the module.
work_item_that_outlives_its_module_is_the_end() {
	guest 125 'insmod samples/work_outlives.ko' 'sleep 0.5' 'rmmod work_outlives' 'dmesg' 'sleep 20' 'echo the kernel went on'
	says 'work_outlives: the work item sleeps'
	on_console 'Workqueue: events_long'
	on_console 'last unloaded: work_outlives'
	case $said in *'the kernel went on'*) fail "$said" ;; esac
}

lockdep_reports_a_timer_whose_lock_leaves_interrupts_enabled() {
	"$top/scripts/debug-kernel" --cached >/dev/null 2>&1 || skip "there is no debug kernel; make test-debug builds it"
	export KERNEL=debug
	guest 0 'insmod samples/timer.ko' 'cat /dev/timer; echo >/dev/timer; sleep 1; cat /dev/timer; rmmod timer' \
		'grep debug_locks /proc/lockdep_stats' 'insmod samples/timer_wrong.ko' 'sleep 1' \
		'grep debug_locks /proc/lockdep_stats' 'rmmod timer_wrong || exit 1' 'dmesg' '! grep . /proc/modules'
	says 'debug_locks:                             1'
	says 'WARNING: inconsistent lock state'
	says 'inconsistent {HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage.'
	says 'debug_locks:                             0'
}

run_tests "$tests" "$@"
