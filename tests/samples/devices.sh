#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# devices: the least misc device, samples/misc.rs; reads and writes with bad buffers, samples/bad_pointer.c;
# the kernel's heap, samples/heap.rs.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/sample.sh
. "${0%/*}/lib/sample.sh"

tests='
misc-reads-as-hello-world
misc-has-the-major-10-and-a-minor-of-its-own
misc-cannot-be-unloaded-while-it-is-open
misc-answers-bad-pointers-with-EFAULT
hello-answers-bad-pointers-with-EFAULT
heap-kmalloc-refuses-what-is-too-large
heap-vmalloc-lies-elsewhere
heap-frees-what-it-holds
'
device=/dev/mydevice

misc_reads_as_hello_world() {
	sample misc
	expect_eq "$(cat $device)" 'Hello World' "$device"
	expect_eq "$(dd if=$device bs=5 status=none)" 'Hello World' "$device, in pieces"
	expect_eq "$(dd if=$device bs=1 skip=6 count=3 status=none)" Wor "$device, from the middle"
	unload
	[ ! -e $device ] || fail "left behind: $device"
}

misc_has_the_major_10_and_a_minor_of_its_own() {
	sample misc
	minor=$(sed -n 's/ mydevice$//p' /proc/misc)
	expect_eq "$(stat -c '%t %T' $device)" "$(printf 'a %x' "$minor")" "major and minor of $device"
}

misc_cannot_be_unloaded_while_it_is_open() {
	sample misc
	exec 3<$device
	refused 'Module misc is in use' rmmod misc
	exec 3<&-
	unload
}

reads='read, good: 8 bytes
read, null: Bad address
read, the kernel'\''s: Bad address
read, half mapped: 1 to 4 bytes'

# bad_pointers: of the four good bytes of "half mapped" a copy moves at least one. How many is up to the
# architecture (include/linux/uaccess.h): x86_64 moves all four, arm64 copies two words at a time.
bad_pointers() {
	$samples/bad_pointer $device | sed 's/^\(.*, half mapped:\) [1-4] bytes$/\1 1 to 4 bytes/'
}

misc_answers_bad_pointers_with_EFAULT() {
	sample misc
	expect_eq "$(bad_pointers)" "$reads
write, good: Invalid argument
write, null: Invalid argument
write, the kernel's: Invalid argument
write, half mapped: Invalid argument" "bad_pointer with misc.ko"
}

hello_answers_bad_pointers_with_EFAULT() {
	busybox insmod /root/hello.ko
	expect_eq "$(bad_pointers)" "$reads
write, good: 8 bytes
write, null: Bad address
write, the kernel's: Bad address
write, half mapped: 1 to 4 bytes" "bad_pointer with hello.ko"
}

heap_kmalloc_refuses_what_is_too_large() {
	sample heap
	busybox dmesg | grep -q 'heap: KVec, kmalloc([0-9]*): Some(AllocError)' || fail "$(busybox dmesg | grep heap:)"
	unload
}

# At higher addresses, on x86_64 as on arm64.
heap_vmalloc_lies_elsewhere() {
	sample heap
	said=$(busybox dmesg | awk '/heap: .* at 0x/ { print substr($0, length($0) - 15), (/vmalloc/ ? "vmalloc" : "kmalloc") }' |
		sort | cut -d' ' -f2 | tr '\n' ' ')
	expect_eq "$said" 'kmalloc kmalloc vmalloc vmalloc ' "the places, sorted by address"
	unload
}

# large_areas: prints how many areas of vmalloc are as large as those of heap.ko, $large bytes and a guard
# page.
large_areas() {
	awk -v large="$large" '$2 > large && $2 <= large + 65536' /proc/vmallocinfo | wc -l
}

# The debug kernel's kmemleak sees the rest: see tests/lib/afterwards.sh.
heap_frees_what_it_holds() {
	sample heap
	large=$(busybox dmesg | sed -n 's/.*heap: KVec, kmalloc(\([0-9]*\)): .*/\1/p' | tail -n 1)
	loaded=$(large_areas)
	unload
	expect_eq "$(large_areas)" $((loaded - 2)) "areas of ${large:?} bytes afterwards"
}

run_tests "$tests" "$@"
