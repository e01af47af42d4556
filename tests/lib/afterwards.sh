#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# afterwards.sh: what the debug kernel reports only between the topics and after the last one: leaks,
# and whether its checks were still on at the end. Sourced by tests/run and tests/kunit/run.
#
# kmemleak reports memory to which there is no pointer, if it is older than 5 s and unchanged since the
# scan before. So each topic is followed by a scan, which runs during the next topic, because it takes
# seconds; the scan after that topic is the second one. At the end, after 5 s, there are two more
# scans. A leak is reported as one of the topic in which the memory was allocated, however late it is
# found: kmemleak prints the time of the allocation, in jiffies.
#
# Prints the topic `afterwards`: KTAP version 1, indented.

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

# leaks_topic TOPIC: notes that it begins. A leak from before the first topic counts as one of that.
leaks_topic() {
	echo "$(jiffies) $1" >>"$leaks/topics"
}

leaks_scan() {
	echo scan >$kmemleak || echo yes >"$leaks/failed"
}

# leaks_scan_in_background: unless the last scan is still running.
leaks_scan_in_background() {
	[ -z "$scan" ] || ! kill -0 "$scan" 2>/dev/null || return 0
	leaks_scan &
	scan=$!
}

leaks_of_topics() {
	awk -v reproduce="${REPRODUCE:-make test T=}" '
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
					printf "%s  # reproduce: %s%s\n", lost[topic], reproduce, name[topic]
			}
		}' "$leaks/topics" "$leaks/found"
}

# still NAME REASON COMMAND...: one test: the command has to succeed.
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

# lockdep switches itself off with its first report.
lockdep_is_on() { grep -q '^ debug_locks: *1$' /proc/lockdep_stats; }

# The bits: bad page (set by KASAN too), oops, warning (set by UBSAN too), soft lockup.
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

# afterwards NUMBER: prints the topic `afterwards`, the one of that number.
afterwards() {
	verdict="ok"
	last_tests >"$leaks/ktap" 2>&1
	cat "$leaks/ktap"
	! grep -q '^  not ok ' "$leaks/ktap" || verdict="not ok"
	echo "$verdict $1 afterwards"
	[ "$verdict" = ok ]
}
