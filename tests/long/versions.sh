#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# versions: a million reads, by read, readv, pread, preadv2, RWF_NOWAIT, O_NONBLOCK, splice and
# io_uring, beside writers that never rest: each is of one version.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
versions-of-a-tmpfs-file-are-torn
one-of-a-million-reads-is-not-torn
reads-of-many-pages-are-not-torn
'

# What a read of a file gives is not of one version: here the check must find something.
versions_of_a_tmpfs_file_are_torn() {
	: >/tmp/file
	refused torn "$probe" versions /tmp/file 65536 100000 1
}

# storm CAPACITY READS: shows what the readers did.
storm() {
	load capacity="$1"
	said=$("$probe" versions "$device" "$1" "$2" 50) || fail "$said"
	printf '%s\n' "$said" >/dev/kmsg
}

one_of_a_million_reads_is_not_torn() {
	storm 6000 1000000
}

reads_of_many_pages_are_not_torn() {
	storm 65536 20000
}

run_tests "$tests" "$@"
