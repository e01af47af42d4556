#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# command.sh: runs a command on the host and checks its status and output. Sourced by a topic after
# ktap.sh.

# gives STATUS COMMAND...: the command has to end with STATUS. Sets $said to its output.
gives() {
	wanted=$1
	shift
	status=0
	said=$("$@" 2>&1) || status=$?
	expect_eq "$status" "$wanted" "exit status of $* ($said)"
}

# says TEXT: that output has to contain TEXT.
says() {
	case $said in
	*"$1"*) ;;
	*) fail "what was said" "got:    $said" "wanted: $1" ;;
	esac
}

# need_namespaces: skips the test where bubblewrap can make none. A container that forbids them is its own
# sysroot (scripts/lib/way-in.sh), and none is made there.
need_namespaces() {
	bwrap --unshare-user --bind / / true 2>/dev/null || skip "bubblewrap can make no namespaces here"
}
