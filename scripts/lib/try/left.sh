# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: what a module leaves behind. A list of what is there is made before the module is
# loaded, when its dependencies are there already, and after it has been unloaded.
# shellcheck disable=SC2154

# names: prints the paths of what modules register: device nodes, files of /proc, objects of sysfs, debugfs and
# tracefs. Left out is what changes by itself: processes, aliases of slab caches, waiting_for_supplier (which
# appears with a first probe).
names() {
	printf '%s\n' /dev/* /dev/[!pf]*/* /sys/bus/* /sys/bus/*/devices/* /sys/bus/*/drivers/* /sys/class/* /sys/class/*/* \
		/sys/devices/* /sys/devices/virtual/*/* /sys/block/* /sys/module/* /sys/kernel/[!s]* /sys/kernel/slab/[!:]* \
		/sys/fs/*/* /sys/firmware/*/* /sys/kernel/debug/* /sys/kernel/debug/[!t]*/* /sys/kernel/debug/tracing/events/* \
		/proc/[!0-9]* /proc/[!0-9st]*/* /proc/s[cy]*/* /proc/sys/*/* /proc/tty/*/* /proc/fs/*/* | grep -vE '/waiting_for_supplier$|/[*]$'
}

# lists: prints the lines of the kernel's lists, each with what it is a list of. Left out are kworkers. Of a module,
# a dependency for example, the references count, which a module that is unloaded has to give back.
lists() {
	set --
	for file in devices interrupts consoles filesystems crypto iomem ioports modules; do
		[ ! -r "/proc/$file" ] || set -- "$@" "/proc/$file"
	done
	[ ! -r /sys/kernel/debug/kprobes/list ] || set -- "$@" /sys/kernel/debug/kprobes/list
	cat /proc/[0-9]*/stat 2>/dev/null | awk '
		FNR == 1 { file = FILENAME; sub(/.*\//, "", file) }
		file == "devices" && /^ *[0-9]/ { print "device number " $1 " (" $2 ")" }
		file == "interrupts" && /^ *[0-9]+:/ { print "interrupt " $1 " " $NF }
		file == "consoles" { print "console " $1 }
		file == "filesystems" { print "file system " $NF }
		file == "crypto" && /^name/ { print "crypto algorithm " $3 }
		file == "iomem" || file == "ioports" { sub(/^ */, ""); print file " " $0 }
		file == "modules" { print "module " $1 " with " $3 " references" }
		file == "list" { $1 = "kprobe"; print }
		file == "-" && !/\(kworker/ && /\) [A-Z] 2 / { sub(/^[0-9]* \(/, ""); sub(/\) [A-Z] 2 .*/, ""); print "kernel thread " $0 }
		' "$@" -
}

present() {
	names
	lists
}

# list_before: the list of $name, unless nothing has changed since the last one was made.
list_before() {
	if [ -z "${list_is_new-}" ] || [ -n "$loaded_before" ]; then
		present >"$work/before"
	fi
	list_is_new=
}

# differences BEFORE AFTER: prints what is only in one of them.
differences() {
	awk 'FNR == NR { before[$0]++; next }
		before[$0] > 0 { before[$0]--; next }
		{ print "left behind: " $0 }
		END { for (line in before) if (before[line] > 0) print "gone: " line }' "$1" "$2"
}

# report_left: some things go shortly after the module: threads that end, memory that RCU frees. So the lists
# are compared again until they are the same, for 2 s at most.
report_left() {
	step left
	if [ -n "$stuck" ] || [ -n "$permanent" ]; then
		verdict left skip 'it is still loaded'
		return
	fi
	for wait in 0 0.2 0.3 0.5 1; do
		[ "$wait" = 0 ] || sleep "$wait"
		present >"$work/after"
		differences "$work/before" "$work/after" >"$work/left"
		[ -s "$work/left" ] || break
	done
	if [ -s "$work/left" ]; then
		count=$(wc -l <"$work/left")
		verdict left fail "$(head -n 1 "$work/left")$([ "$count" = 1 ] || echo " and $((count - 1)) more")"
		head -n 20 "$work/left" | details left
	else
		verdict left ok ''
	fi
	if [ -z "$loaded_before" ]; then
		mv "$work/after" "$work/before"
		list_is_new=yes
	fi
}
