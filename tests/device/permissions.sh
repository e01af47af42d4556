#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# permissions: every user may read the device, only root may write.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
node-is-0644-root-root
unprivileged-user-may-read
unprivileged-user-may-not-write
unprivileged-user-may-not-truncate
truncation-needs-no-write-mode
read-only-file-cannot-be-written
write-only-file-cannot-be-read
'

# as_nobody COMMAND: run by a shell of the user nobody.
as_nobody() {
	su -s /bin/sh nobody -c "$1"
}

node_is_0644_root_root() {
	load
	expect_eq "$(stat -c '%F %a %u %g' "$device")" 'character special file 644 0 0' "$device"
}

unprivileged_user_may_read() {
	load
	expect_eq "$(as_nobody "id -u; cat $device")" "$(printf '65534\nHello, world!')" "nobody's cat"
}

unprivileged_user_may_not_write() {
	load
	for flags in wronly rdwr wronly,append wronly,trunc; do
		refused EACCES as_nobody "$probe io $device $flags 'write x'"
	done
	contents 'Hello, world!'
}

# O_TRUNC changes the contents, also when the file is opened for reading.
unprivileged_user_may_not_truncate() {
	load
	refused EACCES as_nobody "$probe io $device rdonly,trunc"
	contents 'Hello, world!'
}

truncation_needs_no_write_mode() {
	load
	io_gives '0; EBADF' rdonly,trunc 'seek end 0' 'write x'
	contents ''
}

read_only_file_cannot_be_written() {
	load
	io_gives 'EBADF; EBADF; EBADF; 14 Hello, world!\n' rdonly 'write x' 'pwrite 0 x' 'writev x y' \
		'read 99'
}

write_only_file_cannot_be_read() {
	load
	io_gives 'EBADF; EBADF; EBADF; 1' wronly 'read 1' 'pread 0 1' 'readv 1 1' 'write x'
}

run_tests "$tests" "$@"
