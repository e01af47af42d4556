#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# symbols: a module that calls functions of another one, samples/importer.rs and samples/exporter.c.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/sample.sh
. "${0%/*}/lib/sample.sh"

tests='
importer-calls-what-exporter-exports
importer-alone-is-refused-by-insmod
exporter-cannot-be-removed-while-it-is-used
modprobe-loads-the-exporter-first
'
installed=/lib/modules/$(uname -r)/samples

importer_calls_what_exporter_exports() {
	sample exporter
	sample importer
	logs "$(printf '%s\n' '3 * 3 = 9' '3 * 3 * 3 = 27')"
}

importer_alone_is_refused_by_insmod() {
	refused 'Unknown symbol in module' insmod $samples/importer.ko
	# In the order of the module's symbol table.
	said=$(busybox dmesg | grep -o 'importer: Unknown symbol exporter_.*' | sort -u)
	expect_eq "$said" "$(printf '%s\n' 'importer: Unknown symbol exporter_cube (err -2)' \
		'importer: Unknown symbol exporter_square (err -2)')" "what importer has logged"
}

exporter_cannot_be_removed_while_it_is_used() {
	sample exporter
	sample importer
	refused 'Module exporter is in use by: importer' rmmod exporter
	rmmod importer
	rmmod exporter
	expect_eq "$(cat /proc/modules)" '' "the loaded modules"
}

modprobe_loads_the_exporter_first() {
	mkdir -p "$installed"
	cp $samples/exporter.ko $samples/importer.ko "$installed"
	depmod
	modprobe importer
	grep -q '^exporter .* 1 importer,' /proc/modules || fail "$(cat /proc/modules)"
	modprobe -r importer
	expect_eq "$(cat /proc/modules)" '' "what modprobe -r has left"
	rm -r "$installed"
}

run_tests "$tests" "$@"
