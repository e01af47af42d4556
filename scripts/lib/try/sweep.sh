# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: a load, and $run, in which each allocation and user copy fails once. /try/sweep is the program
# of sweep.c. Each time the load or $run has to work or to fail with an error, without a complaint of the kernel, and
# nothing may stay behind; the next load has to work.
# shellcheck disable=SC2154

# shellcheck source=../../../tests/lib/cpus.sh
. /try/lib/cpus.sh

# sweep_complaint LINE: is_complaint, but for what the kernel says of an allocation that fails.
sweep_complaint() {
	case $1 in
	*'page allocation failure'* | *'Call '[Tt]race* | *'kmemleak: Cannot allocate'*) false ;;
	*) is_complaint "$1" ;;
	esac
}

sweep_module() {
	step sweep
	if [ -z "$loaded" ] || [ -n "$stuck$permanent" ]; then
		verdict sweep skip 'it has to be loaded and unloaded without a fault first'
		return
	fi
	others_online 0
	present >"$work/before"
	: >"$work/sweep"
	: >"$work/sweep-log"
	problem=
	echo 1 >/proc/sys/kernel/printk
	if sweep load "$(ko "$name")" "$(parameters_of "$name" | paste -sd ' ')" && [ -n "$run" ] && [ "$name" = "$last" ]; then
		sweep_run
	fi
	echo 5 >/proc/sys/kernel/printk
	report_sweep
	others_online 1
	# shellcheck disable=SC2034 # for left.sh
	list_is_new=
}

# sweep ARGUMENT...: the program. Sets $swept to its status.
sweep() {
	{
		status=0
		/try/sweep "$name" "$work/sweep-log" "$@" 2>"$work/sweep-errors" 3>&- || status=$?
		echo "$status" >"$work/swept"
	} | tee -a "$work/sweep"
	swept=$(cat "$work/swept")
	[ "$swept" = 0 ]
}

# sweep_run: the module is loaded for it. Six times the limit of a step is enough for a hundred faults of a short $run.
sweep_run() {
	insert "$name"
	if ! is_loaded "$name"; then
		problem="it cannot be loaded any more: $(error)"
		return
	fi
	cd "$source" || return
	sweep run "$run" "$timeout" "$((6 * timeout))" || :
	cd /
	limited /sbin/rmmod "$name"
	! is_loaded "$name" || problem="after the faults in RUN it cannot be unloaded: $(error)$(users)"
}

# of_sweep: prints how many of the faults on stdin were different ones, and how many were in the module's calls.
of_sweep() {
	awk -F '\t' '!seen[$3]++ { all++ } $5 != "-" && !known[$3]++ { own++ }
		END { printf "%d faults, %d of them in its own calls", all, own }'
}

# all_of_sweep: prints that of the load, and of $run.
all_of_sweep() {
	grep '^sweep' "$work/sweep" | grep -v ' of RUN' | of_sweep
	if grep -q ' of RUN' "$work/sweep"; then
		printf '; in RUN '
		grep ' of RUN' "$work/sweep" | of_sweep
	fi
}

# judge_sweep: the verdict.
judge_sweep() {
	after=$(sed -n "s/^status$tab$name$tab//p" "$work/sweep")
	stuck=yes
	if [ -n "$problem" ]; then
		verdict sweep fail "$problem"
	elif [ -n "$complaint" ]; then
		verdict sweep fail "${complaint#*\] }"
	elif ! grep -q '^sweep' "$work/sweep"; then
		verdict sweep fail "no fault was injected: $(cat "$work/sweep-errors")"
	elif [ "$swept" != 0 ] && [ "$swept" != 3 ]; then
		verdict sweep fail "the sweep ended early: $(cat "$work/sweep-errors")"
	elif [ -s "$work/left" ]; then
		verdict sweep fail "$(head -n 1 "$work/left")"
	else
		stuck=
		if [ "$swept" = 3 ]; then
			verdict sweep warn "$(all_of_sweep); after $((6 * timeout)) s RUN had more of them, and a larger TIMEOUT= gives more time"
		elif [ "${ran-}" = 0 ] && [ "${after:-0}" != 0 ]; then
			verdict sweep warn "$(all_of_sweep); after them RUN gives exit status $after"
		else
			verdict sweep ok "$(all_of_sweep)"
		fi
	fi
}

# report_sweep: the verdict, and where the module's own faults were: the place, and the errors that they gave.
report_sweep() {
	said=$(sed -n "s/^problem$tab$name$tab//p" "$work/sweep")
	problem=${said:-$problem}
	complaint=$(while IFS= read -r line; do ! sweep_complaint "$line" || { printf '%s\n' "$line" && break; }; done <"$work/sweep-log")
	present >"$work/after"
	differences "$work/before" "$work/after" >"$work/left"
	judge_sweep
	{
		[ -z "$problem" ] || grep '^sweep' "$work/sweep" | tail -n 1 | awk -F '\t' '{ print "fault " $3 ": " $5 }'
		awk -F '\t' '$1 == "sweep" && $5 != "-" {
				key = $5
				if (!(key in seen)) { place[++places] = key; seen[key] }
				if (!index(results[key] " ", " " $4 " ")) results[key] = results[key] " " $4
			}
			END { for (i = 1; i <= places; i++) printf "gives%s when it fails: %s\n", results[place[i]], place[i] }' "$work/sweep"
		[ -z "$complaint" ] || awk -v first="$complaint" '$0 == first { on = 1 } on && ++n <= 60' "$work/sweep-log"
	} | details sweep
}
