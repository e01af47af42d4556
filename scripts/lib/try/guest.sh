# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: loads the modules of $result/order in guests and adds their lines to
# $result/verdict. A guest that dies is a result of the module that was tried then; a fresh guest goes on
# with the next one.
#
# Reads: $root $sources $result $KERNEL, and the settings $params $run $timeout $times $qemu $memory $cpus $sweep
# Makes: $result/log/NAME.dmesg, NAME.run, NAME.STEP (more about a result), console, console-2, ... (one for each guest)
# shellcheck disable=SC2034,SC2154

. "$root/scripts/lib/try/results.sh"

# try_guest: every module of the order has its lines in the verdict then.
try_guest() {
	guests=$result/guests
	rm -rf "$guests"
	mkdir -p "$guests/tmp" "$result/log"
	write_settings
	add_sources=''
	[ -z "$sweep" ] || build_sweep
	failed_boot=
	number=0 silence=$((2 * timeout + 60))
	waiting=$(cut -f 1 "$result/order")
	while [ -n "$waiting" ]; do
		show_seconds "try: loading ... "
		one_guest
		hide_seconds
		judge_guest
	done
	rm -rf "$guests"
}

# build_sweep: the program that makes allocations fail.
build_sweep() {
	"$root/scripts/in-sysroot" "$triplet-gcc" -O2 -Wall -Wextra -static -o "$guests/sweep" "$root/scripts/lib/try"/sweep*.c
}

# write_settings: for the session in the guest.
write_settings() {
	several=
	[ "$(wc -l <"$result/order")" = 1 ] || several=yes
	debug=
	[ "$KERNEL" = stock ] || debug=yes
	for setting in params run timeout times sweep several debug; do
		eval "value=\$$setting"
		printf "%s='%s'\n" "$setting" "$(printf '%s' "$value" | sed "s/'/'\\\\''/g")"
	done >"$guests/settings"
	folder=/root
	[ ! -d "${sources##* }" ] || folder=/try/source${sources##* }
	echo "source=$folder" >>"$guests/settings"
}

# one_guest: tries the modules $waiting. Sets $status to the exit status of scripts/guest.
one_guest() {
	watch_guest >/dev/null 2>&1 9>&- &
	watcher=$!
	status=0
	number=$((number + 1))
	console=$result/log/console
	[ $number = 1 ] || console=$console-$number
	[ -z "$run" ] || add_sources=yes
	# shellcheck disable=SC2086 # one word a module
	TMPDIR=$guests/tmp with_modules --add "$root/scripts/lib/try:/try" --add "$root/tests/lib:/try/lib" ${sweep:+--add "$guests/sweep:/try/sweep"} \
		--add "$guests/settings:/try/settings" --add "$result/order:/try/order" --add "$result/ko:/try/ko" --timeout 86400 --console "$console" \
		-- sh /try/session $waiting >"$guests/report" 2>"$guests/said" 9>&- || status=$?
	kill "$watcher" 2>/dev/null || :
	wait "$watcher" 2>/dev/null || :
}

# with_modules OPTION...: scripts/guest, with the settings, with what the modules need of the distribution's, and
# with their folders below /try/source if $add_sources is set.
with_modules() {
	[ ! -d "$result/deps" ] || set -- --add "$result/deps:/" "$@"
	for path in ${add_sources:+$sources}; do
		[ ! -d "$path" ] || set -- --add "$result/src$path:/try/source$path" "$@"
	done
	"$root/scripts/guest" --memory "${memory:-512}" --cpus "${cpus:-2}" ${qemu:+--qemu "$qemu"} "$@"
}

# try_shell [FILE]: a shell in such a guest, on this terminal, with the modules in /root; or runs FILE there.
try_shell() {
	add_sources=yes
	if [ $# = 0 ]; then
		cat >&2 <<-EOF
			A shell in a guest. In /root:$(cut -f 1 "$result/order" | sed 's/$/.ko/' | tr '\n' ' ' | sed 's/^/ /'); the source is in /try/source${sources##* }
			To leave:  exit, or Ctrl-D; if the guest hangs, Ctrl-A and then X.
		EOF
		with_modules --add "$result/ko:/root" --interactive
	else
		with_modules --add "$result/ko:/root" --add "$1:/session" -- sh /session
	fi
}

# watch_guest: ends a guest that has not reported anything for longer than any step may take.
watch_guest() {
	silent=0 size=0
	: >"$guests/report"
	rm -f "$guests/hung"
	while [ "$silent" -lt "$silence" ]; do
		sleep 1
		new=$(wc -c <"$guests/report")
		if [ "$new" = "$size" ] && [ "$size" != 0 ]; then
			silent=$((silent + 1))
		else
			silent=0
		fi
		size=$new
	done
	: >"$guests/hung"
	kill "$(cat "$guests"/tmp/guest.*/pid)"
}

# judge_guest: adds to the verdict what this guest has reported, and takes these modules from $waiting.
judge_guest() {
	died=
	case $status in
	0) ;;
	125) died=$(module_that_died) ;;
	*) die "the guest could not be started: $(head -n 1 "$guests/said")" "make doctor says what is missing" ;;
	esac
	done_now=$(awk -F '\t' '$1 == "end" { print $2 }' "$guests/report")
	if [ -n "$died" ]; then
		done_now=$(printf '%s\n' "$done_now" "$died" | awk 'NF && !seen[$0]++')
	fi
	if [ -z "$done_now" ]; then
		# On a busy machine a kernel dies in its boot now and then.
		said=$(sed -n 's/^ *qemu: //p' "$guests/said" | tail -n 1)
		[ -z "$failed_boot" ] || die "the guest died twice before it began with a module${said:+: $said}" \
			"see its console, $console, and correct QEMU=, MEMORY= or CPUS=, if they are given"
		failed_boot=yes
		return
	fi
	for module in $done_now; do
		keep_reports "$module"
		[ "$module" != "$died" ] || judge_death "$module"
		keep_verdicts "$module"
	done
	# shellcheck disable=SC2086 # one word a module
	waiting=$(printf '%s\n' $waiting | grep -vxF -e "$(printf '%s\n' $done_now)") || :
}
