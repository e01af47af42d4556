# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# try.sh: scripts/try with the made-up modules of tests/try/modules, in guests. Sourced by a topic that runs on
# this machine, after ktap.sh and command.sh.
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
