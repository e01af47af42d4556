#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# samples: those of samples/ that the compiler or modpost has to refuse; ../host-long/fatal-samples.sh has those
# that break a guest.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.
# shellcheck disable=SC2016 # what modpost and rustc say

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

run_tests "$tests" "$@"
