#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# vectored: readv, writev, preadv and pwritev.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
readv-fills-buffer-after-buffer
preadv-leaves-the-position
writev-stores-piece-after-piece
pwritev-leaves-the-position
writev-appends-all-pieces
writev-stores-what-fits
'

readv_fills_buffer_after_buffer() {
	load
	io_gives '6 Hello,; 8  world!\n; 0' rdonly 'readv 1 0 2 3' 'readv 5 4096' 'readv 1 1'
}

preadv_leaves_the_position() {
	load
	io_gives '5 world; 0; 5 Hello; EINVAL' rdonly 'preadv 7 2 3' 'preadv 14 1 1' 'readv 5' \
		'preadv -1 1'
}

writev_stores_piece_after_piece() {
	load
	io_gives '6; 6; 14 abcdef world!\n' rdwr 'writev a bcd ef' 'seek cur 0' 'pread 0 99'
}

pwritev_leaves_the_position() {
	load
	io_gives '5; 0; 14 Hello, CLASS!\n' rdwr 'pwritev 7 CL ASS' 'seek cur 0' 'pread 0 99'
}

writev_appends_all_pieces() {
	load
	io_gives '6; 20; 6 abcdef' rdwr,append 'writev ab cd ef' 'seek cur 0' 'pread 14 99'
}

writev_stores_what_fits() {
	load capacity=16
	io_gives '6; 16; ENOSPC; 6 abcdef' rdwr 'pwritev 10 abc def ghi' 'seek end 0' 'pwritev 16 a b' \
		'pread 10 99'
}

run_tests "$tests" "$@"
