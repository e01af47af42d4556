#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# memory.sh: what the kernel's memory looks like before and after many loads.
#
# Sourced by a topic after hello.sh.

# How often a module comes and goes before it is looked whether something stayed.
# shellcheck disable=SC2034 # for the topics
rounds=50

# memory_now: "<cache> <objects>" for the caches that a module and its device allocate from, and
# "<name>: <kB>" for what is too large for a cache. Each CPU keeps up to 60 free objects of a cache
# that count as used: shrinking gives them back, and of a few looks the least is taken.
memory_now() {
	for _ in 1 2 3 4 5; do
		for cache in /sys/kernel/slab/kmalloc-* /sys/kernel/slab/kernfs_node_cache; do
			[ ! -w "$cache/shrink" ] || echo 1 >"$cache/shrink"
		done
		cat /proc/slabinfo /proc/meminfo
	done | awk '
		!/^(kmalloc|kernfs_node|SUnreclaim:|VmallocUsed:)/ { next }
		!($1 in least) || $2 < least[$1] { least[$1] = $2 }
		END { for (name in least) print name, least[name] }'
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

# memory_is_as BEFORE: fails when it does not come to that within some seconds: RCU frees late.
memory_is_as() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
		lines=$(grown "$1" "$(memory_now)")
		[ -n "$lines" ] || return 0
		sleep 1
	done
	fail "grew in $rounds loads:" "$lines"
}
