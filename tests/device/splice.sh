#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# splice: splice and sendfile, out of the device and into it.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
splice-out-of-the-device
splice-into-the-device
splice-stores-what-fits
sendfile-out-of-the-device
sendfile-into-the-device
splice-and-sendfile-of-many-pages
'

splice_out_of_the_device() {
	load
	io_gives '5 Hello; 9 , world!\n; 0' rdonly 'splice-out 5' 'splice-out 4096' 'splice-out 4096'
}

splice_into_the_device() {
	load
	io_gives '7; 5; 12; 14 Hello, Class!\n' rdwr 'seek set 7' 'splice-in Class' 'seek cur 0' \
		'pread 0 99'
}

splice_stores_what_fits() {
	load capacity=16
	io_gives '10; 6; ENOSPC; 6 abcdef' rdwr 'seek set 10' 'splice-in abcdefgh' 'splice-in x' \
		'pread 10 99'
}

sendfile_out_of_the_device() {
	load
	io_gives '5 Hello; 9 , world!\n; 0' rdonly 'sendfile-out 5' 'sendfile-out 4096' \
		'sendfile-out 4096'
}

sendfile_into_the_device() {
	load
	io_gives '7; 5; 12; 14 Hello, Class!\n' rdwr 'seek set 7' 'sendfile-in Class' 'seek cur 0' \
		'pread 0 99'
}

splice_and_sendfile_of_many_pages() {
	load
	many='a*4096+b*4097+c*5000'
	io_gives "13193; 13193 $many; 0; 13193 $many" rdwr,trunc "sendfile-in $many" 'pread 0 65536' \
		'seek set 0' 'sendfile-out 20000'
	io_gives "13193; 13193 $many; 0; 13193 $many" rdwr,trunc "splice-in $many" 'pread 0 65536' \
		'seek set 0' 'splice-out 20000'
}

run_tests "$tests" "$@"
