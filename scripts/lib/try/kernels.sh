# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: the same modules on several kernels.
# shellcheck disable=SC2154 # shared with scripts/try

# try_kernels ARGUMENT...: runs scripts/try with them for each of $kernels, prints what is not green, and
# one table over all. A kernel is stock, debug, or SUITE[/FLAVOUR[/ABI]]. Returns 1 if one of them could not be
# tried, else 2 if a line says fail, else 0.
try_kernels() {
	mkdir -p "$cache/tmp"
	work=$(mktemp -d "$cache/tmp/try.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	: >"$work/verdicts"
	: >"$work/untried"
	worst=0
	for kernel in $kernels; do
		status=0
		(
			choose_by_name "$kernel"
			[ "$KERNEL" = debug ] || set -- "$@" SWEEP=
			"$root/scripts/try" "$@" >"$work/said"
		) || status=$?
		folder=$(sed -n 's/^All of it is in //p' "$work/said")
		printf '%s\t\t\t\t\n' "$kernel" >>"$work/verdicts"
		[ -n "$folder" ] || printf '%s\tall\tbuilt\tfail\tnothing could be tried\n' "$kernel" >>"$work/untried"
		[ -z "$folder" ] || sed "s|^|$kernel	|" "$folder/verdict" >>"$work/verdicts"
		if [ -z "$folder" ] || grep -q '	\(fail\|warn\)	' "$folder/verdict"; then
			printf '%s\n' "On $kernel:" && cat "$work/said" && echo
		fi
		case $worst,$status in
		1,* | *,0) ;;
		*,2) worst=2 ;;
		*) worst=1 ;;
		esac
	done
	# A module of one kernel is another test than that of another.
	[ -z "$ktap" ] || awk -F'\t' -v OFS='\t' '$2 != "" { print $2 " on " $1, $3, $4, $5 }' "$work/verdicts" "$work/untried" |
		awk -f "$root/scripts/lib/try/ktap.awk" >"$ktap"
	awk -v colour="$colour" -f "$root/scripts/lib/try/kernels.awk" "$work/verdicts"
	return $worst
}

# choose_by_name KERNEL: sets KERNEL, SUITE, FLAVOUR and ABI.
choose_by_name() {
	case $1 in
	stock | debug) export KERNEL="$1" ;;
	*)
		export KERNEL=stock SUITE="${1%%/*}" FLAVOUR='' ABI=''
		case $1 in */*) export FLAVOUR="${1#*/}" ;; esac
		case $FLAVOUR in */*) export ABI="${FLAVOUR#*/}" FLAVOUR="${FLAVOUR%%/*}" ;; esac
		;;
	esac
}
