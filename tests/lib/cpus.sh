# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# cpus.sh: how many CPUs a guest uses. Sourced by module.sh, and in the guest of scripts/try.

# others_online 0|1: switches all CPUs but the first. With a single CPU a load takes half the time,
# and the same allocations happen in the same order each time.
others_online() {
	for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
		[ ! -e "$cpu" ] || echo "$1" >"$cpu"
	done
}
