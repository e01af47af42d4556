#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# try: what scripts/try says about modules before it loads them: those of ../try, which are made up, and
# some that are written here.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/try.sh
. "${0%/*}/../lib/try.sh"

tests='
what-is-no-module-gets-one-line
each-kind-of-module-gets-its-lines
each-old-name-gets-its-advice
echoes-of-a-wrong-module-macro-are-left-out
a-module-in-rust-is-green
a-module-without-source-is-read
several-kernels-give-one-table
a-kernel-that-cannot-be-tried-fails
the-verdict-is-ktap-too
doctor-looks-at-a-module-without-building-it
the-older-words-of-modpost-are-read
the-words-of-arm64-are-read
'

what_is_no_module_gets_one_line() {
	refused 'no module is named' 'make try M='
	refused "there is no $work/nothing" 'name the folder' "$work/nothing"
	mkdir -p "$work/a folder"
	refused 'holds a space' 'move the module' M="$work/a folder"
	source_in "$work/one/two" first
	refused 'is a file' 'name the folder' "$work/one/two/first.c"
	refused 'neither a Kbuild file nor a Makefile' "$work/one/two" "$work/one"
	rm "$work/one/two/Makefile"
	refused 'neither a Kbuild file nor a Makefile' 'obj-m := first.o' "$work/one/two"
	# shellcheck disable=SC2016 # make's $
	printf 'obj-$(CONFIG_FIRST) += first.o\nobj-$(CONFIG_SECOND) += second.o\n' >"$work/one/two/Kbuild"
	refused "obj-m is empty in $work/one/two" 'CONFIG_FIRST=m CONFIG_SECOND=m' "$work/one/two"
	: >"$work/one/two/Kbuild"
	refused 'obj-m is empty' 'obj-m := first.o' "$work/one/two"
	: >"$work/one/Makefile"
	refused 'obj-m is empty' "name a folder below it:  $work/one/two" "$work/one"
	echo 'ifdef' >"$work/one/two/Kbuild"
	refused 'make cannot read' 'log/build' "$work/one/two"
	mkdir "$work/three"
	: >"$work/three/x.ko"
	refused 'no source' "M=$work/three/x.ko" "$work/three"
	refused 'unknown setting: NO_SUCH_SETTING' '--help' NO_SUCH_SETTING=1 "$work/one/two"
}

each_kind_of_module_gets_its_lines() {
	try_gives 2 "$top/tests/try/kinds"
	has good built ok 'no warning'
	has good symbols ok '2 symbols, 0 of them GPL-only'
	has good vermagic ok
	has good licence ok GPL
	has warned built warn '1 by cc'
	has pushes built warn '1 by objtool'
	has mismatch built warn '1 by modpost'
	has asm_macro built warn '1 by rustc'
	has broken built fail '1 error'
	has half built fail
	has lacking built ok
	has lacking symbols fail 'no_such_function, no_other_function'
	has unexported symbols fail 'find_module (the kernel has it, and does not export it)'
	has gated symbols fail 'should_fail (it needs CONFIG_FAULT_INJECTION, which this kernel has not set)'
	has foreign symbols fail 'MODULE_IMPORT_NS("DMA_BUF")'
	has unlicensed licence fail MODULE_LICENSE
	has proprietary symbols fail synchronize_rcu_tasks
	has tainting licence warn Proprietary
	has dummy built warn 'a module of that name'
	has deeper symbols ok configfs
	has magic built fail
	has no_source built fail
	has forgotten.c built warn 'no obj-m names forgotten.o'
	has 'Kbuild:[0-9]*' built warn 'write ccflags-y'
	says 'error: implicit declaration of function'
	says 'objtool: init_module()'
	says 'there is no source for it: neither no-source.c'
	[ -n "$(find "$result/deps" -name 'configfs.ko*')" ] || fail "without the kernel's configfs" "$(find "$result/deps")"
	expect_eq "$(find "$result/deps" -name '*.ko*' | wc -l)" 1 "how many of the kernel's modules go into the guest"
	expect_eq "$(cut -f1 "$result/order" | sort | paste -sd ' ')" 'asm_macro deeper dummy good mismatch pushes tainting warned' 'what is loaded'
}

# Each line of the table has its module, too.
each_old_name_gets_its_advice() {
	try_gives 2 "$top/tests/try/renamed"
	for file in "$top"/tests/try/renamed/*.rs "$top"/tests/try/renamed/*.c; do
		name=${file##*/}
		sed -n 's|^// advice: ||p' "$file" | while read -r advice; do
			grep '^  now: ' "$result/log/${name%.*}.built" | grep -qF -e "$advice" ||
				fail "$name: no advice: $advice" "$(cat "$result/log/${name%.*}.built")"
		done
	done
	grep -v '^#' "$top/scripts/lib/try/renamed" | while IFS=$tab read -r pattern advice; do
		cat "$result"/log/*.built | grep -qF -e "  now: $advice" || fail "no module for the line: $pattern"
	done
}

echoes_of_a_wrong_module_macro_are_left_out() {
	mkdir "$work/echo"
	echo 'obj-m := echo.o' >"$work/echo/Kbuild"
	sed 's/author/name: "echo", author/; s/Ok(Old)/pr_info!("one\\n"); pr_info!("two\\n"); Ok(Old)/' \
		"$top/tests/try/renamed/author.rs" >"$work/echo/echo.rs"
	try_gives 2 "$work/echo"
	has echo built fail '1 error'
	grep -q __LOG_PREFIX "$result/log/build" || fail "rustc has no echoes any more" "$(cat "$result/log/build")"
}

a_module_in_rust_is_green() {
	try_gives 0 "$top/tests/try/homework"
	has guess built ok 'no warning'
	has guess symbols ok
	expect_eq "$(cat "$result/order")" "guess${tab}ko/guess.ko" 'what is loaded'
	[ "$(printf '%s\n' "$said" | wc -l)" -le 20 ] || fail "more than 20 lines" "$said"
	case $said in *"$(printf '\033')"*) fail "colours, and this is no terminal" "$said" ;; esac
}

a_module_without_source_is_read() {
	source_in "$work/binary" first
	try_gives 0 "$work/binary"
	cp "$result/ko/first.ko" "$work/first.ko"
	try_gives 0 "$work/first.ko"
	has first built skip
	has first symbols ok
	sed 's/vermagic=[0-9]/vermagic=9/' "$work/first.ko" >"$work/other.ko"
	try_gives 2 "$work/other.ko"
	has other vermagic fail 'built for 9'
	[ ! -s "$result/order" ] || fail "it would be loaded" "$(cat "$result/order")"
}

several_kernels_give_one_table() {
	source_in "$work/several/one" first
	source_in "$work/several/two" second 'extern int nowhere;' 'int *see = &nowhere;'
	try_gives 2 KERNELS='stock trixie/amd64' M="$work/several/one $work/several/two" KTAP="$work/ktap"
	said=$(printf '%s\n' "$said" | tail -n 3)
	expect_eq "$said" "$(printf '%s\n' '        stock          trixie/amd64' 'first   ok             ok' 'second  fail: symbols  fail: symbols')" 'the table'
	for result in 'ok 1 first on stock' 'not ok 4 second on trixie/amd64'; do
		grep -qx "$result" "$work/ktap" || fail "KTAP without: $result" "$(cat "$work/ktap")"
	done
}

a_kernel_that_cannot_be_tried_fails() {
	source_in "$work/first" first
	try_gives 1 KERNELS='buzz stock' "$work/first"
	says 'SUITE=buzz'
	says 'first  not tried  ok'
}

the_verdict_is_ktap_too() {
	try_gives 2 KTAP="$work/ktap" "$top/tests/try/kinds"
	count() { cut -f3 "$result/verdict" | grep -cx "$1"; }
	gives 1 sh "$top/tests/summary" "$work/ktap"
	expect_eq "$(printf '%s\n' "$said" | tail -n 1)" "$(($(count ok) + $(count warn))) passed, $(count fail) failed, $(count skip) skipped" "$said"
}

doctor_looks_at_a_module_without_building_it() {
	gives 0 "$top/scripts/doctor" "$top/tests/try/homework"
	says 'obj-m names guess.o'
	gives 1 "$top/scripts/doctor" "$top/tests/try/kinds"
	says 'missing  the source of no-source.o'
	says 'Kbuild:8: EXTRA_CFLAGS'
	says 'note     forgotten.c declares a module'
	says 'of the name dummy itself'
	case $said in *'the source of half.o'*) fail "half.o has parts" "$said" ;; esac
	source_in "$work/looked-at" first
	try_gives 0 "$work/looked-at"
	sed 's/vermagic=[0-9]/vermagic=9/' "$result/ko/first.ko" >"$work/looked-at/first.ko"
	gives 1 "$top/scripts/doctor" "$work/looked-at"
	says "first.ko is built for 9"
	says "remedy: build it for this kernel:  make try M=$work/looked-at"
	mkdir "$work/alone"
	cp "$work/looked-at/first.ko" "$work/alone"
	gives 1 "$top/scripts/doctor" "$work/alone/first.ko"
	says 'remedy: ask whoever built it'
	gives 1 "$top/scripts/doctor" "$work/nothing"
	says "there is no $work/nothing"
}

# As Linux 7.2 writes them.
the_older_words_of_modpost_are_read() {
	cat >"$work/log" <<-'EOF'
		@source	/m
		WARNING: modpost: stale: section mismatch in reference: stays+0xa (section: .text) -> gone (section: .init.text)
		ERROR: modpost: missing MODULE_LICENSE() in sub/free.o
		ERROR: modpost: module foreign uses symbol dma_buf_put from namespace DMA_BUF, but does not import it.
		WARNING: modpost: "nowhere" [lacking.ko] undefined!
		ERROR: modpost: GPL-incompatible module closed.ko uses GPL-only symbol 'for_all'
		@module	stale	stale.o
		@module	sub/free	sub/free.o
		@module	foreign	foreign.o
		@module	lacking	lacking.o
		@module	closed	closed.o
		@built	stale
	EOF
	result=$work said=
	awk -v verdict="$work/verdict" -v log_folder="$work" \
		-f "$top/scripts/lib/try/log.awk" -f "$top/scripts/lib/try/verdict.awk" "$work/log" >"$work/built"
	has stale built warn '1 by modpost'
	has free licence fail
	has foreign symbols fail DMA_BUF
	has lacking symbols fail nowhere
	has closed symbols fail for_all
}

# It dies in the first instruction of the function, and the byte before that belongs to no line.
the_words_of_arm64_are_read() {
	source_in "$work/arm64" writes 'void store(int *to);' 'noinline void store(int *to)' '{' '	WRITE_ONCE(*to, 1);' '}'
	try_gives 0 "$work/arm64"
	cat >"$work/console" <<-'EOF'
		[    5.060000] try: writes begins
		[    5.100000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000
		[    5.100001] Mem abort info:
		[    5.100002]   ESR = 0x0000000096000044
		[    5.100003] Internal error: Oops: 0000000096000044 [#1]  SMP
		[    5.100004] CPU: 0 UID: 0 PID: 80 Comm: insmod
		[    5.100005] pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
		[    5.100006] pc : store+0x0/0xfff [writes]
		[    5.100007] lr : do_one_initcall+0x60/0x300
		[    5.100008] x29: ffff800080000000 x28: ffff800080000000
		[    5.100009] Call trace:
		[    5.100010]  store+0x0/0xfff [writes] (P)
	EOF
	printf 'step\twrites\tloaded\n' >"$work/report"
	# shellcheck disable=SC2034 # for results.sh
	root=$top sources=$work/arm64 guests=$work console=$work/console triplet=$(uname -m)-linux-gnu
	# shellcheck source=../../scripts/lib/try/results.sh
	. "$top/scripts/lib/try/results.sh"
	judge_death writes
	keep_verdicts writes
	has writes loaded fail 'died: Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000, at writes.c:'
	log=$(cat "$result/log/writes.loaded")
	expect_eq "$(echo "$log" | grep -c ' <- writes.c:[34]$')" 2 "places in: $log"
	! echo "$log" | grep -E 'ESR|x29|pstate' || fail "it is too long"
	# shellcheck source=../lib/complaint.sh
	. "$top/tests/lib/complaint.sh"
	is_complaint 'Unable to handle kernel paging request' || fail "this is a complaint"
	is_complaint 'Call trace:' || fail "this is one, too"
}

run_tests "$tests" "$@"
