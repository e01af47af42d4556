#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# command.sh: what a command of the host's gives and says. Sourced by a topic after ktap.sh.

# gives STATUS COMMAND...: leaves what it said in $said.
gives() {
	wanted=$1
	shift
	status=0
	said=$("$@" 2>&1) || status=$?
	expect_eq "$status" "$wanted" "exit status of $* ($said)"
}

# says TEXT: among what it said.
says() {
	case $said in
	*"$1"*) ;;
	*) fail "what was said" "got:    $said" "wanted: $1" ;;
	esac
}
