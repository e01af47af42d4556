#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# stress: Debian's stress-ng and fio use the device, each for STRESS_SECONDS (default 60).
# programs: stress-ng fio
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"

tests='
stress-ng-leaves-the-device-working
fio-reads-what-it-wrote
'
stress_seconds=${STRESS_SECONDS:-60}

# Two processes and their children call ioctl, mmap, lseek, poll and the like at random.
stress_ng_leaves_the_device_working() {
	load
	said=$(/usr/bin/stress-ng --dev 2 --dev-file "$device" --temp-path "$work" --metrics-brief \
		--timeout "${stress_seconds}s" 2>&1) || fail "stress-ng: status $?" "$said"
	case $said in
	*'1 of 1 devices opened'*'failed: 0'*) ;;
	*) fail "stress-ng did not use the device:" "$said" ;;
	esac
	echo works >"$device"
	contents works
	note "$(printf '%s\n' "$said" | awk '$4 == "dev" { print "stress-ng: " $5 " rounds in " $6 " s" }')"
}

# Each job has a quarter of the device, which must be full before, because a job may begin with a read.
fio_reads_what_it_wrote() {
	load capacity=16M
	dd if=/dev/zero of="$device" bs=1M count=16 2>/dev/null
	cat >"$work/job" <<-END
		[global]
		filename=$device
		filesize=16M
		size=4M
		offset_increment=4M
		rw=randrw
		bssplit=4k/50:512/20:64k/10:5120/20
		verify=crc32c
		verify_fatal=1
		time_based
		runtime=$stress_seconds
		group_reporting
		[psync]
		ioengine=psync
		numjobs=2
		[pvsync2]
		ioengine=pvsync2
		offset=8M
		[io_uring]
		ioengine=io_uring
		iodepth=8
		offset=12M
	END
	said=$(/usr/bin/fio --aux-path="$work" "$work/job" 2>&1) || fail "fio: status $?" "$said"
	case $said in
	*'issued rwts: total=0,'* | *'err= '[!0]*) fail "fio did not read, or something failed:" "$said" ;;
	esac
	note "$(printf '%s\n' "$said" | sed -n 's/.*issued rwts: total=\([0-9]*\),\([0-9]*\),.*/fio: \1 reads, \2 writes/p')"
}

run_tests "$tests" "$@"
