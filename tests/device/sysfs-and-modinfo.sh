#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# sysfs-and-modinfo: what modinfo says about the module's file, and sysfs about the loaded module.
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
	load whom=Class howmany=2 capacity=128K
	expect_eq "$(cd "$parameters" && echo *)" 'capacity howmany whom' "the parameters"
	parameter_is whom Class
	parameter_is howmany 2
	parameter_is capacity 131072
	# Each value ends with a newline, as with the kernel's own parameters.
	expect_eq "$(cat "$parameters"/*; echo end)" "$(printf '131072\n2\nClass\nend')" "the values"
}

sysfs_parameters_are_0444() {
	load
	expect_eq "$(stat -c '%a %u %g %n' "$parameters"/*)" "444 0 0 $parameters/capacity
444 0 0 $parameters/howmany
444 0 0 $parameters/whom" "modes and owners"
}

sysfs_parameters_cannot_be_written() {
	load
	for name in whom howmany capacity; do
		refused 'Permission denied' dd if=/dev/null of="$parameters/$name" conv=notrunc
	done
	parameter_is whom world
	parameter_is howmany 1
	parameter_is capacity 65536
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

# The type is at the end of the line in parentheses, as with module_param().
modinfo_parameters_with_types() {
	lines=$(modinfo -F parm "$MODULE_KO" | sort)
	expect_eq "$(echo "$lines" | cut -d: -f1 | tr '\n' ' ')" 'capacity howmany whom ' "parameters"
	while IFS= read -r line; do
		case $line in
		whom:?*' (charp)' | howmany:?*' (int)' | capacity:?*' ('?*')') ;;
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
