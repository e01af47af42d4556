# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: whether a module that is a driver has a device. /try/devices names the devices of QEMU by
# their entries in an id table.
# shellcheck disable=SC2154

# drivers: prints the folders in sysfs of the module's drivers.
drivers() {
	for driver in "/sys/module/$name/drivers"/*; do
		[ ! -e "$driver" ] || readlink -f "$driver"
	done
}

# bound: prints the devices that these drivers have. A device is a link to a folder with a link `driver`.
bound() {
	drivers | while read -r driver; do
		for device in "$driver"/*; do
			[ ! -e "$device/driver" ] || echo "${device##*/}"
		done
	done
}

# qemu_device: prints what -device needs for one of the module's ids, or "...".
qemu_device() {
	# The patterns of ids hold asterisks.
	set -f
	ids=$(/sbin/modinfo -F alias "$(ko "$name")")
	while IFS="$tab" read -r pattern device; do
		case $pattern in '#'* | '') continue ;; esac
		for id in $ids; do
			# shellcheck disable=SC2254 # a pattern
			case $id in
			$pattern) echo "$device" && break 2 ;;
			esac
		done
	done </try/devices | grep . || echo ...
	set +f
}

report_bound() {
	[ -d "/sys/module/$name/drivers" ] || return 0
	# A probe may run in another thread.
	for wait in 0 0.1 0.4; do
		sleep "$wait"
		devices=$(bound | paste -sd ' ')
		[ -z "$devices" ] || break
	done
	if [ -n "$devices" ]; then
		verdict bound ok "$devices"
		return
	fi
	ids=$(/sbin/modinfo -F alias "$(ko "$name")" | head -n 3 | paste -sd ' ')
	if [ -n "$ids" ]; then
		verdict bound warn "no device, so its probe has never run; its id table is $ids; give it a device by QEMU='-device $(qemu_device)'"
	else
		verdict bound warn "no device, so its probe has never run; it has no id table (MODULE_DEVICE_TABLE)"
	fi
}
