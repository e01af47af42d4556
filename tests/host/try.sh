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

tests='
what-is-no-module-gets-one-line
each-kind-of-module-gets-its-lines
each-old-name-gets-its-advice
echoes-of-a-wrong-module-macro-are-left-out
a-module-in-rust-is-green
the-source-stays-as-it-is-and-may-be-read-only
a-makefile-has-no-network-and-writes-only-to-the-copy
files-of-the-same-repository-are-found
settings-reach-the-module-and-own-variables-do-not
one-module-uses-the-symbols-of-another
own-targets-see-the-kernel-of-the-guest
a-module-without-source-is-read
several-kernels-give-one-table
a-kernel-that-cannot-be-tried-fails
the-verdict-is-ktap-too
doctor-looks-at-a-module-without-building-it
what-cannot-enter-the-sysroot-says-so
'
top=$(cd "${0%/*}/../.." && pwd)
tab=$(printf '\t')

# try_gives STATUS ARGUMENT...: without a guest. Leaves the folder with the results in $result.
try_gives() {
	wanted_status=$1
	shift
	gives "$wanted_status" "$top/scripts/try" --build-only "$@"
	result=$(printf '%s\n' "$said" | sed -n 's/^All of it is in //p')
}

# has NAME STEP STATUS [WORDS]: the verdict has such a line.
has() {
	grep "^$1$tab$2$tab$3$tab" "$result/verdict" | grep -qF -e "${4-}" || fail "no such line: $1 $2 $3 ${4-}" "$said"
}

# refused WORDS REMEDY ARGUMENT...: ends with these two lines, and nothing else.
refused() {
	words=$1 remedy=$2
	shift 2
	try_gives 1 "$@"
	says "$words"
	says "$remedy"
	expect_eq "$(printf '%s\n' "$said" | wc -l)" 2 "lines: $said"
}

# source_in FOLDER NAME [LINE...]: writes a module in C, with a Makefile.
source_in() {
	mkdir -p "$1"
	printf 'obj-m := %s.o\n' "$2" >"$1/Makefile"
	file=$1/$2.c
	shift 2
	printf '%s\n' '#include <linux/module.h>' "$@" 'MODULE_DESCRIPTION("made up");' 'MODULE_LICENSE("GPL");' >"$file"
}

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
	has unexported symbols fail 'find_module (the kernel has it'
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
	for file in "$top"/tests/try/renamed/*.rs; do
		name=${file##*/}
		sed -n 's|^// advice: ||p' "$file" | while read -r advice; do
			grep '^  now: ' "$result/log/${name%.rs}.built" | grep -qF -e "$advice" ||
				fail "${name%.rs}: no advice: $advice" "$(cat "$result/log/${name%.rs}.built")"
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

# all_of FOLDER: prints names, modes, times and a checksum of what is in it.
all_of() {
	(cd "$1" && find . -printf '%p %M %T@\n' | sort && find . -type f -exec cksum {} + | sort)
}

# In the folder lies what an earlier make has left, for another kernel.
the_source_stays_as_it_is_and_may_be_read_only() {
	source_in "$work/kept" first
	echo garbage >"$work/kept/first.o"
	echo "savedcmd_first.o := true" >"$work/kept/.first.o.cmd"
	for file in first.mod gone.mod gone.ko .gone.ko.cmd; do
		echo garbage >"$work/kept/$file"
	done
	echo first.o >"$work/kept/modules.order"
	chmod -R a-w "$work/kept"
	before=$(all_of "$work/kept")
	try_gives 0 "$work/kept"
	has first built ok
	expect_eq "$(cut -f1 "$result/verdict" | sort -u)" first 'the modules'
	expect_eq "$(all_of "$work/kept")" "$before" 'the folder'
	chmod -R u+w "$work/kept"
}

# The Makefile tells what it could do in a file in its folder, which is the copy.
a_makefile_has_no_network_and_writes_only_to_the_copy() {
	source_in "$work/program" first
	# shellcheck disable=SC2016 # make's $
	printf '$(shell sh %s >%s 2>&1)\n' "$work/program/attempt" "$work/program/told" >>"$work/program/Makefile"
	cat >"$work/program/attempt" <<-EOF
		for file in /usr/x "$top/x" "${XDG_CACHE_HOME:-$HOME/.cache}/external-modules/x" "$work/x"; do
			(: >"\$file") 2>/dev/null && [ "\$file" != "$work/x" ] && echo "could write \$file"
		done
		echo "interfaces:" \$(sed '1,2d; s/:.*//' /proc/net/dev)
		echo "CAP \$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)"
		ls /dev | grep -E '^(kvm|loop|mem|[sv]d[a-z])'
	EOF
	try_gives 0 "$work/program"
	has first built ok
	told=$(cat "$result/src$work/program/told")
	expect_eq "$told" "$(printf 'interfaces: lo\nCAP 0000000000000000')" 'what the Makefile could do'
	[ ! -e "$work/program/told" ] || fail "the Makefile has written to the folder itself"
	[ ! -e "$work/x" ] || fail "the Makefile has written beside the folder"
}

files_of_the_same_repository_are_found() {
	source_in "$work/repository/drivers/one" first '#include "../../include/number.h"' 'int number = NUMBER;'
	mkdir "$work/repository/include"
	echo '#define NUMBER 1' >"$work/repository/include/number.h"
	try_gives 2 "$work/repository/drivers/one"
	says 'number.h: No such file or directory'
	mkdir "$work/repository/.git"
	try_gives 0 "$work/repository/drivers/one"
}

settings_reach_the_module_and_own_variables_do_not() {
	source_in "$work/settings" first '#ifndef NUMBER' '#error "no NUMBER"' '#endif'
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' '$(if $(SUITE)$(FLAVOUR)$(KERNEL)$(KDIR)$(LLVM)$(CARGO_HOME)$(RUN)$(PARAMS),$(error a variable of ours))' \
		'obj-m :=' 'obj-$(CONFIG_FIRST) := first.o' >"$work/settings/Makefile"
	gives 0 env -u MAKEFLAGS -u MAKELEVEL make -C "$top" -n --no-print-directory try \
		M="$work/settings" CONFIG_FIRST=m KCFLAGS='-DNUMBER=1 -DTWO=2' RUN=true
	cd "$top"
	eval "set -- $said"
	expect_eq "$1" scripts/try "what make runs: $said"
	shift
	try_gives 0 "$@"
	has first built ok
}

one_module_uses_the_symbols_of_another() {
	source_in "$work/bus" a_bus 'int on_the_bus;' 'EXPORT_SYMBOL_GPL(on_the_bus);'
	source_in "$work/driver" a_driver 'extern int on_the_bus;' 'int *see = &on_the_bus;'
	try_gives 2 "$work/driver"
	has a_driver symbols fail on_the_bus
	try_gives 0 M="$work/bus $work/driver"
	has a_driver symbols ok a_bus
	expect_eq "$(cut -f1 "$result/order" | paste -sd ' ')" 'a_bus a_driver' 'the order'
}

# The module's own target finds the headers by uname, as most do.
own_targets_see_the_kernel_of_the_guest() {
	source_in "$work/own" first
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' 'mine:' "${tab}"'make -C /lib/modules/$(shell uname -r)/build M=$(PWD) modules' >>"$work/own/Makefile"
	try_gives 0 BUILD='make mine' "$work/own"
	has first built ok
	refused "BUILD='make other' has left no .ko" 'log/build' BUILD='make other' "$work/own"
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
	gives 1 "$top/scripts/doctor" "$work/nothing"
	says "there is no $work/nothing"
}

# This bubblewrap fails as it does where namespaces are forbidden.
what_cannot_enter_the_sysroot_says_so() {
	source_in "$work/shut" first
	mkdir "$work/bin"
	printf '#!/bin/sh\ncase " $* " in *" --unshare-net "*) echo "bwrap: not permitted" && exit 1 ;; esac\nexec %s "$@"\n' \
		"$(command -v bwrap)" >"$work/bin/bwrap"
	chmod +x "$work/bin/bwrap"
	PATH=$work/bin:$PATH
	try_gives 1 "$work/shut"
	says 'nothing could be built: bwrap: not permitted'
}

run_tests "$tests" "$@"
