#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# sysfs-and-modinfo: what the module tells of itself, before and after it is loaded.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
sysfs-shows-the-parameters
sysfs-parameters-are-0444
sysfs-parameters-cannot-be-written
sysfs-shows-the-version-of-modinfo
sysfs-and-node-agree-on-the-device-number
modinfo-licence
modinfo-author-and-description
modinfo-parameters-with-types
modinfo-name-and-vermagic
'

sysfs_shows_the_parameters() {
	load whom=Class howmany=2 capacity=128K period_ms=60000
	expect_eq "$(cd "$parameters" && echo *)" 'capacity howmany period_ms whom' "the parameters"
	parameter_is whom Class
	parameter_is howmany 2
	parameter_is capacity 131072
	parameter_is period_ms 60000
	# A value ends with a newline, as those of the kernel's own parameters do.
	expect_eq "$(cat "$parameters"/*; echo end)" "$(printf '131072\n2\n60000\nClass\nend')" "the values"
}

sysfs_parameters_are_0444() {
	load
	expect_eq "$(stat -c '%a %u %g %n' "$parameters"/*)" "444 0 0 $parameters/capacity
444 0 0 $parameters/howmany
444 0 0 $parameters/period_ms
444 0 0 $parameters/whom" "modes and owners"
}

sysfs_parameters_cannot_be_written() {
	load
	for name in whom howmany capacity period_ms; do
		refused 'Permission denied' dd if=/dev/null of="$parameters/$name" conv=notrunc
	done
	parameter_is whom world
	parameter_is howmany 1
	parameter_is capacity 65536
	parameter_is period_ms 0
}

sysfs_shows_the_version_of_modinfo() {
	load
	version=$(modinfo -F version "$MODULE_KO")
	[ -n "$version" ] || fail "no version"
	expect_eq "$(cat /sys/module/hello/version)" "$version" "version"
}

sysfs_and_node_agree_on_the_device_number() {
	load
	read -r number </sys/class/misc/mydevice/dev
	expect_eq "$number" "$((0x$(stat -c %t "$device"))):$((0x$(stat -c %T "$device")))" "number"
	expect_eq "${number%:*}" 10 "major number"
}

modinfo_licence() {
	expect_eq "$(modinfo -F license "$MODULE_KO")" 'Dual BSD/GPL' "licence"
}

modinfo_author_and_description() {
	for field in author description; do
		[ -n "$(modinfo -F "$field" "$MODULE_KO")" ] || fail "no $field"
	done
}

# The type stands in brackets at the end of the line, as that of module_param() does.
modinfo_parameters_with_types() {
	lines=$(modinfo -F parm "$MODULE_KO" | sort)
	expect_eq "$(echo "$lines" | cut -d: -f1 | tr '\n' ' ')" 'capacity howmany period_ms whom ' "parameters"
	while IFS= read -r line; do
		case $line in
		whom:?*' (charp)' | howmany:?*' (int)' | period_ms:?*' (int)' | capacity:?*' ('?*')') ;;
		*) fail "got:    $line" "wanted: <parameter>:<description> (<type>)" ;;
		esac
	done <<-END
		$lines
	END
}

modinfo_name_and_vermagic() {
	expect_eq "$(modinfo -F name "$MODULE_KO")" hello "name"
	case $(modinfo -F vermagic "$MODULE_KO") in
	"$(uname -r) "*) ;;
	*) fail "vermagic" "got:    $(modinfo -F vermagic "$MODULE_KO")" "wanted: $(uname -r) ..." ;;
	esac
}

run_tests "$tests" "$@"
