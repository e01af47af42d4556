# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/check and scripts/check-module: how a check is made, and of which files.
#
# Sets: $failed, 1 as soon as a check has failed; $made, not empty as soon as one was made. Reads:
# $only, a text that a check's name has to contain; empty for all.

# shellcheck disable=SC2034 # for those who source this
failed=0 made='' only=

# check NAME COMMAND...: fails when the command does, or when it says anything at all.
check() {
	name=$1
	shift
	case $name in *"$only"*) made=yes ;; *) return ;; esac
	if words=$("$@" 2>&1) && [ -z "$words" ]; then
		echo "ok      $name"
	else
		failed=1
		echo "not ok  $name"
		printf '%s\n' "$words" | sed 's/^/        /'
	fi
}

# What git tracks or will, of one kind.
files() {
	git ls-files --cached --others --exclude-standard -- "$@"
}
