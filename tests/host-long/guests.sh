#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# guests: scripts/guest, on the host: only the status that the command reports counts as success.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
guest-gives-the-status-and-output-of-the-command
guest-that-panics-has-proved-nothing
guest-over-its-time-has-proved-nothing
guest-whose-qemu-crashes-in-its-boot-is-started-once-more
guest-that-hangs-in-its-boot-is-started-once-more
guest-whose-kernel-dies-in-its-boot-is-started-once-more
guest-whose-qemu-crashes-twice-has-proved-nothing
guest-whose-qemu-crashes-in-the-command-has-proved-nothing
guest-lets-every-user-there-read-what-is-added
guest-that-its-user-ends-has-not-failed
'
guest=$(cd "${0%/*}/../.." && pwd)/scripts/guest

# guest_gives STATUS ARGUMENT...: scripts/guest has to end with STATUS. Sets $said to its output.
guest_gives() {
	wanted=$1
	shift
	gives "$wanted" "$guest" --cpus 1 --console "$work/console" "$@"
}

guest_gives_the_status_and_output_of_the_command() {
	status=0
	# On stderr there may be a line that it waits for another run.
	# shellcheck disable=SC2016 # expanded in the guest
	said=$("$guest" --cpus 1 --console "$work/console" -- \
		sh -c 'echo "$1"; echo words >&2; exit 42' - "it's  two" 2>"$work/stderr") || status=$?
	expect_eq "$status" 42 "exit status ($(cat "$work/stderr"))"
	expect_eq "$said" "$(printf "it's  two\nwords")" "output"
}

# Because of panic=-1 and -no-reboot, QEMU ends with status 0 here.
guest_that_panics_has_proved_nothing() {
	guest_gives 125 -- sh -c 'echo c >/proc/sysrq-trigger'
	says 'no proof that the command ended'
	says 'Kernel panic'
}

guest_over_its_time_has_proved_nothing() {
	guest_gives 125 --timeout 2 -- sleep 60
	says 'not done after 2 s'
}

# qemu_pid: prints the pid of the QEMU of this test's guest. A container may have no pgrep.
qemu_pid() {
	grep -ls '^qemu-system-' /proc/[0-9]*/comm | while IFS=/ read -r _ _ pid _; do
		! grep -aqs "$work/guest.[^/]*/initramfs" "/proc/$pid/cmdline" || echo "$pid"
	done
}

# crash_qemu TIMES [TEXT]: sends $signal to the QEMU of this test's guest that often, each time after
# the guest has reported TEXT.
signal=ABRT
crash_qemu() {
	left=$1 last=
	while [ "$left" -gt 0 ]; do
		sleep 0.1
		pid=$(qemu_pid)
		{ [ -n "$pid" ] && [ "$pid" != "$last" ]; } || continue
		[ -z "${2-}" ] || grep -qs "$2" "$work"/guest.*/proof || continue
		kill -"$signal" "$pid"
		last=$pid left=$((left - 1))
	done
}

guest_whose_qemu_crashes_in_its_boot_is_started_once_more() {
	export TMPDIR="$work"
	background crash_qemu 1
	guest_gives 0 -- echo greetings
	says 'QEMU crashed before the command began, and is started once more'
	says 'greetings'
}

# A QEMU that is stopped stands for a kernel that hangs.
guest_that_hangs_in_its_boot_is_started_once_more() {
	export TMPDIR="$work"
	signal=STOP
	background crash_qemu 1
	guest_gives 0 --boot-timeout 30 -- echo greetings
	says 'the command had not begun after 30 s; the guest is started once more'
	says 'greetings'
}

guest_whose_kernel_dies_in_its_boot_is_started_once_more() {
	guest_gives 125 --append rdinit=/nothing -- true
	says 'the kernel died before the command began, and is started once more: '
	says 'no proof that the command ended'
}

guest_whose_qemu_crashes_twice_has_proved_nothing() {
	export TMPDIR="$work"
	background crash_qemu 2
	guest_gives 125 -- true
	says 'is started once more'
	says 'no proof that the command ended'
}

guest_whose_qemu_crashes_in_the_command_has_proved_nothing() {
	export TMPDIR="$work"
	background crash_qemu 1 ' begins'
	guest_gives 125 -- sleep 60
	says 'no proof that the command ended'
}

# The files of a clone that was made under a umask of 077.
guest_lets_every_user_there_read_what_is_added() {
	mkdir -m 700 "$work/closed"
	(umask 077 && echo greetings >"$work/closed/words")
	guest_gives 0 --add "$work/closed:/closed" -- busybox su -s /bin/sh -c 'cat /closed/words' nobody
	says 'greetings'
}

# wait_for TEXT: on the terminal, for at most a minute.
wait_for() {
	for _ in $(seq 120); do
		! grep -q "$1" "$work/terminal" || return 0
		sleep 0.5
	done
}

# press KEYS: types them when the guest's shell has printed its prompt, and keeps the terminal until that ends.
press() {
	wait_for '~ #'
	printf '%b' "$1"
	wait_for '^Script done'
}

# Ctrl-A X ends QEMU. A kernel that has panicked is a failure all the same.
guest_that_its_user_ends_has_not_failed() {
	for keys in '0 \0001x' '125 echo c >/proc/sysrq-trigger\n'; do
		: >"$work/terminal"
		status=0
		press "${keys#* }" | script -qefc "$guest --cpus 1 --interactive" "$work/terminal" >/dev/null || status=$?
		expect_eq "$status" "${keys%% *}" "exit status: $(cat "$work/terminal")"
	done
	! grep -q 'QEMU was ended' "$work/terminal" || fail "nobody has ended it" "$(cat "$work/terminal")"
}

run_tests "$tests" "$@"
