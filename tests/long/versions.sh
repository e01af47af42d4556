#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# versions: a million reads, by read, readv, pread, preadv2, RWF_NOWAIT, O_NONBLOCK, splice and
# io_uring, while writers write all the time: each read gives bytes of one version.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
versions-of-a-tmpfs-file-are-torn
one-of-a-million-reads-is-not-torn
reads-of-many-pages-are-not-torn
'

# A read of a file in tmpfs can give bytes of two versions: the check must find one.
versions_of_a_tmpfs_file_are_torn() {
	: >/tmp/file
	refused torn "$probe" versions /tmp/file 65536 100000 1
}

# many_reads CAPACITY READS
many_reads() {
	load capacity="$1"
	said=$("$probe" versions "$device" "$1" "$2" 50) || fail "$said"
	printf '%s\n' "$said" >/dev/kmsg
}

one_of_a_million_reads_is_not_torn() {
	many_reads 6000 1000000
}

reads_of_many_pages_are_not_torn() {
	many_reads 65536 20000
}

run_tests "$tests" "$@"
