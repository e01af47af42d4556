# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# try.sh: runs scripts/try: with the made-up modules of tests/try/modules in guests, or on what a test writes, without
# a guest. Sourced by a topic that runs on this machine, after ktap.sh and command.sh.
# shellcheck disable=SC2154

top=$(cd "${0%/*}/../.." && pwd)
tab=$(printf '\t')

# try_modules STATUS "NAME..." [SETTING...]: tries them, all in one folder. Sets $result to the folder with the
# results.
try_modules() {
	wanted_status=$1
	rm -rf "$work/tried"
	mkdir "$work/tried"
	for name in $2; do
		cp "$top/tests/try/modules/$name".* "$work/tried"
		echo "obj-m += $name.o"
	done >"$work/tried/Makefile"
	shift 2
	gives "$wanted_status" "$top/scripts/try" "$@" "$work/tried"
	result=$(printf '%s\n' "$said" | sed -n 's/^All of it is in //p')
}

# on_the_debug_kernel: for the rest of this test. It is built first if it is not there.
on_the_debug_kernel() {
	[ "$(uname -m)" = x86_64 ] || skip "there is no debug kernel for this machine"
	export KERNEL=debug
	"$top/scripts/debug-kernel" >/dev/null
}

# has NAME STEP STATUS [WORDS]: the verdict has such a line.
has() {
	grep "^$1$tab$2$tab$3$tab" "$result/verdict" | grep -qF -e "${4-}" || fail "no such line: $1 $2 $3 ${4-}" "$said"
}

# passes NAME STEP...: the verdict has a line of each step, and all are ok.
passes() {
	name=$1
	shift
	for step in "$@"; do
		has "$name" "$step" ok
	done
}

# try_gives STATUS ARGUMENT...: without a guest. Leaves the folder with the results in $result.
try_gives() {
	wanted_status=$1
	shift
	gives "$wanted_status" "$top/scripts/try" --build-only "$@"
	result=$(printf '%s\n' "$said" | sed -n 's/^All of it is in //p')
}

# source_in FOLDER NAME [LINE...]: writes a module in C, with a Makefile.
source_in() {
	mkdir -p "$1"
	printf 'obj-m := %s.o\n' "$2" >"$1/Makefile"
	file=$1/$2.c
	shift 2
	printf '%s\n' '#include <linux/module.h>' "$@" 'MODULE_DESCRIPTION("made up");' 'MODULE_LICENSE("GPL");' >"$file"
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
