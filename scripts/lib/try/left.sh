# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: what a module leaves behind. A list of what is there is made before the module is
# loaded, when its dependencies are there already, and after it has been unloaded.
# shellcheck disable=SC2154

# present: prints a line for everything that a module may leave behind. What changes by itself is left out:
# processes and kworkers, aliases of slab caches, waiting_for_supplier (which appears with a first probe).
present() {
	{
		find /dev /sys/module /sys/firmware /sys/kernel/slab -maxdepth 1
		find /sys/class /sys/fs /sys/kernel/debug /sys/kernel/tracing/events -maxdepth 2
		find /sys/bus /sys/devices -maxdepth 4
		find /sys/kernel -maxdepth 1
		find /proc -maxdepth 3 -path '/proc/[0-9]*' -prune -o -path '/proc/*self' -prune -o -print
	} 2>/dev/null | grep -vE '/waiting_for_supplier$|^/sys/kernel/slab/:|^/proc/irq/[0-9]+/|^/dev/(tty|pts)'
	sed -n 's/^ *\([0-9][0-9]*\) \(.*\)/device number \1 (\2)/p' /proc/devices
	sed -n 's/^ *\([0-9][0-9]*\):.* \([^ ][^ ]*\)$/interrupt \1 (\2)/p' /proc/interrupts
	sed 's/^/console /; s/  */ /g' /proc/consoles
	sed 's/^nodev//; s/^[[:space:]]*/file system /' /proc/filesystems
	sed -n 's/^name *: */crypto algorithm /p' /proc/crypto
	sed 's/^ */memory or ports /' /proc/iomem /proc/ioports
	sed 's/^[^ ]*/kprobe/' /sys/kernel/debug/kprobes/list
	# name, size and the number of references, which a module that is unloaded has to give back
	sed -n 's/^\([^ ]*\) [0-9]* \([0-9-]*\) .*/module \1 with \2 references/p' /proc/modules
	cat /proc/[0-9]*/stat 2>/dev/null | sed -n '/(kworker/d; s/^[0-9]* (\(.*\)) . 2 .*/kernel thread \1/p'
}

# list_before: the list of $name, unless nothing has changed since the last one was made.
list_before() {
	if [ -z "${list_is_new-}" ] || [ -n "$loaded_before" ]; then
		present | sort >"$work/before"
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
		present | sort >"$work/after"
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
