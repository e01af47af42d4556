# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/check and scripts/check-module: makes a check, lists the files to check.
#
# Sets:  $failed  1 as soon as a check has failed, else 0
#        $made    not empty as soon as a check was made
# Reads: $only    makes only checks whose name contains this text; empty for all

# shellcheck disable=SC2034 # for those who source this
failed=0 made='' only=

# check NAME COMMAND...: the check fails if the command fails or prints anything.
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

# files [PATTERN...]: prints the files that git tracks or would add.
files() {
	git ls-files --cached --others --exclude-standard -- "$@"
}
