#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# afterwards.sh: what the debug kernel tells only between the topics and after the last: leaks,
# and whether its checks lasted until then. Sourced by run and kunit/run.
#
# kmemleak reports memory to which there is no pointer, when that is older than 5 s and the same
# as in the scan before. So each topic is followed by a scan, which runs beside the next topic,
# because it takes seconds; the next topic's is its second. At the end, 5 s later, there are two
# more. Whenever a leak shows up, it is put down to the topic in which the memory was allocated:
# each object bears its time, in jiffies.
#
# Prints KTAP version 1, indented, as the topic `afterwards`.

kmemleak=/sys/kernel/debug/kmemleak
leaks=${TMPDIR:-/tmp}/kmemleak

jiffies() {
	awk '$1 == "jiffies:" { print $2; exit }' /proc/timer_list
}

leaks_begin() {
	mkdir -p "$leaks"
	: >"$leaks/topics"
	scan=
}

# leaks_topic TOPIC: it begins. What was lost before the first is put down to that.
leaks_topic() {
	echo "$(jiffies) $1" >>"$leaks/topics"
}

leaks_scan() {
	echo scan >$kmemleak || echo yes >"$leaks/failed"
}

# leaks_scan_beside: unless the last one is still under way.
leaks_scan_beside() {
	[ -z "$scan" ] || ! kill -0 "$scan" 2>/dev/null || return 0
	leaks_scan &
	scan=$!
}

leaks_of_topics() {
	awk -v reproduce="${REPRODUCE:-make test}" '
		FNR == NR { began[++topics] = $1; name[topics] = $2; next }
		/^unreferenced object/ { object = $0; next }
		/jiffies [0-9]+/ {
			match($0, /jiffies [0-9]+/)
			time = substr($0, RSTART + 8, RLENGTH - 8) + 0
			for (topic = topics; topic > 1 && began[topic] > time; topic--) {}
			lost[topic] = lost[topic] "  # " object "\n"
		}
		{ lost[topic] = lost[topic] "  # " $0 "\n" }
		END {
			for (topic = 1; topic <= topics; topic++) {
				printf "  %s %d %s-leaks-nothing\n", \
					(topic in lost ? "not ok" : "ok"), topic, name[topic]
				if (topic in lost)
					printf "%s  # reproduce: %s T=%s\n", lost[topic], reproduce, name[topic]
			}
		}' "$leaks/topics" "$leaks/found"
}

# still NAME REASON COMMAND...: one test.
still() {
	name=$1 reason=$2
	shift 2
	number=$((number + 1))
	if "$@"; then
		echo "  ok $number $name"
	else
		echo "  not ok $number $name"
		echo "  # $reason"
	fi
}

kmemleak_works() { [ ! -e "$leaks/failed" ]; }

# The first report of lockdep's is its last.
lockdep_is_on() { grep -q '^ debug_locks: *1$' /proc/lockdep_stats; }

# Bad page (KASAN's too), oops, warning (UBSAN's too), soft lockup.
nothing_went_wrong() {
	tainted=$(cat /proc/sys/kernel/tainted)
	[ $((tainted & (1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))) = 0 ]
}

last_tests() {
	wait
	sleep 5.5
	leaks_scan
	sleep 0.1
	leaks_scan
	cat $kmemleak >"$leaks/found" || echo yes >"$leaks/failed"
	number=$(wc -l <"$leaks/topics")
	echo "  # Subtest: afterwards"
	echo "  KTAP version 1"
	echo "  1..$((number + 3))"
	leaks_of_topics
	still kmemleak-works "a scan failed, or kmemleak has turned itself off" kmemleak_works
	still lockdep-is-still-on "it goes off with its first report, or when its tables are full" lockdep_is_on
	still kernel-is-not-tainted-by-a-warning "see /proc/sys/kernel/tainted" nothing_went_wrong
}

# afterwards NUMBER: the topic of that number.
afterwards() {
	verdict="ok"
	last_tests >"$leaks/ktap" 2>&1
	cat "$leaks/ktap"
	! grep -q '^  not ok ' "$leaks/ktap" || verdict="not ok"
	echo "$verdict $1 afterwards"
	[ "$verdict" = ok ]
}
