# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: commands with a time limit. A command that hangs in the kernel cannot be killed, so
# nobody waits for its end; a FIFO tells whether the command or the time ended first.
# shellcheck disable=SC2013,SC2034,SC2154 # of /try/settings

mkfifo "$work/events"
exec 3<>"$work/events"
(while sleep 0.5; do echo tick; done) >&3 2>/dev/null &
command_number=0

# limited COMMAND...: runs it for $timeout s at most, with its output in $work/said. Sets $status to its exit
# status, or to "late"; its process is then $runner, and it still runs.
limited() {
	command_number=$((command_number + 1))
	read -r up _ </proc/uptime
	deadline=$((${up%.*} + timeout))
	{
		"$@" </dev/null >"$work/said" 2>&1 3>&-
		echo "$command_number $?" >&3
	} &
	runner=$!
	while read -r event status <&3; do
		[ "$event" != "$command_number" ] || return 0
		read -r up _ </proc/uptime
		if [ "$event" = tick ] && [ "${up%.*}" -ge "$deadline" ]; then
			status=late
			return
		fi
	done
}

# descendants PID: prints the processes that it has started, and theirs.
descendants() {
	for child in $(cat /proc/[0-9]*/stat 2>/dev/null | sed -n "s/^\([0-9]*\) (.*) . $1 .*/\1/p"); do
		echo "$child"
		descendants "$child"
	done
}

# show_stacks: prints where in the kernel each process of the command is that $runner runs.
show_stacks() {
	for pid in $(descendants "$runner"); do
		echo "where $(cat "/proc/$pid/comm" 2>/dev/null) (process $pid) is in the kernel:"
		stack=$(cat "/proc/$pid/stack" 2>/dev/null)
		if [ -n "$stack" ]; then
			echo "$stack"
		else
			echo "it does not leave its CPU; the CPUs are here:"
			# It may be waiting for its CPU just then.
			for _ in 1 2 3 4 5; do
				echo l >/proc/sysrq-trigger
				sleep 0.5
				! busybox dmesg | grep -q "\] CPU: .* PID: $pid " || break
			done
			echo '<7>try: the CPUs were shown' >/dev/kmsg
			busybox dmesg | grep -E '\] (CPU: |RIP: 0010:|pc : )' | tail -n 8
		fi
	done
}

# end_command: kills these processes. Fails when one of them is still there a second later.
end_command() {
	pids=$(descendants "$runner")
	# shellcheck disable=SC2086 # one word a process
	kill -9 $runner $pids 2>/dev/null
	sleep 1
	for pid in $pids; do
		! grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" || return 1
	done
}
