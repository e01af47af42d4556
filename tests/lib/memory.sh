#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# memory.sh: what the kernel's memory looks like before and after many loads.
#
# Sourced by a topic after hello.sh.

# How often a module comes and goes before it is looked whether something stayed.
# shellcheck disable=SC2034 # for the topics
rounds=50

# records_now: leaves in $records the kB that a debug kernel has written down about all that is
# allocated; nothing on a stock one. That is no memory of a module's, and slab after slab of it
# comes with threads that wait.
records_now() {
	records=0
	for cache in kmemleak_object kmemleak_scan_area debug_objects_cache; do
		[ -d "/sys/kernel/slab/$cache" ] || continue
		read -r slabs _ <"/sys/kernel/slab/$cache/slabs"
		read -r order <"/sys/kernel/slab/$cache/order"
		records=$((records + (slabs << order) * 4))
	done
}

# memory_now: "<cache> <objects>" for the caches that a module and its device allocate from, and
# "<name>: <kB>" for what is too large for a cache. Each CPU keeps up to 60 free objects of a cache
# that count as used: shrinking gives them back, and the count is read before anything else can
# happen, by the shell itself.
memory_now() {
	for cache in /sys/kernel/slab/kmalloc-[0-9c]* /sys/kernel/slab/kernfs_node_cache; do
		echo 1 >"$cache/shrink"
		read -r objects _ <"$cache/objects"
		echo "${cache##*/} $objects"
	done
	records_now
	awk -v records="$records" '
		$1 == "SUnreclaim:" { print $1, $2 - records }
		$1 == "VmallocUsed:" { print $1, $2 }' /proc/meminfo
}

# grown BEFORE AFTER: what grew. A single lost object a load would show as $rounds objects, a lost
# page as 4 kB times $rounds. Half of that is left to what the rest of the system does meanwhile.
grown() {
	printf '%s\n--\n%s\n' "$1" "$2" | awk -v rounds="$rounds" '
		/^--$/ { after = 1; next }
		!after { before[$1] = $2; next }
		{ limit = ($1 ~ /:$/ ? 4 : 1) * rounds / 2 }
		$2 - before[$1] >= limit { print $1, before[$1], "->", $2 }'
}

# memory_steady COMMAND...: runs this, which loads $rounds times, and fails when memory grew. RCU
# frees late, so it is looked again; and as now and then a CPU keeps objects all the same, it is
# only a leak if each of several runs shows it.
memory_steady() {
	for _ in 1 2 3 4; do
		before=$(memory_now)
		said=$("$@") || fail "$*" "$said"
		for _ in 1 2 3; do
			lines=$(grown "$before" "$(memory_now)")
			[ -n "$lines" ] || return 0
			sleep 1
		done
	done
	fail "grew each time in $rounds loads, at last:" "$lines"
}
