# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by every script under scripts/: messages, the cache, its lock, and
# the rule that a thing in the cache is either whole or absent.
#
# Sets:    $root   the top of this repository
#          $cache  ${XDG_CACHE_HOME:-~/.cache}/external-modules
#          $SUITE, $FLAVOUR, $KERNEL and their defaults
# Exits:   1 by die(): the reason and the remedy have gone to stderr

# shellcheck disable=SC2034 # for those who source this
root=$(cd "$(dirname "$0")/.." && pwd -P)
: "${XDG_CACHE_HOME:=${HOME:?is not set: set it, or XDG_CACHE_HOME}/.cache}"
case $XDG_CACHE_HOME in
/*) ;;
*) XDG_CACHE_HOME=$PWD/$XDG_CACHE_HOME ;;
esac
cache=$(readlink -m "$XDG_CACHE_HOME/external-modules")
export SUITE="${SUITE:-trixie}" FLAVOUR="${FLAVOUR:-amd64}" KERNEL="${KERNEL:-stock}"

# die MESSAGE [REMEDY]
die() {
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	[ $# -lt 2 ] || printf '%s: %s\n' "${0##*/}" "$2" >&2
	exit 1
}

case $KERNEL in
stock | debug) ;;
*) die "KERNEL=$KERNEL is unknown" "use KERNEL=stock or KERNEL=debug" ;;
esac

# Neither Kbuild nor QEMU's options can take these.
case $root$cache in
*[[:space:]:,]*) die "there is a space, a comma or a colon in $root or $cache, which the kernel's build system cannot take" \
	"move the folder, or set XDG_CACHE_HOME" ;;
esac

# Prints the comment block that opens the calling script: --help is the contract itself.
usage() {
	sed -n '/^# SPDX/d; /^# shellcheck/d; /^#!/d; /^#/!q; s/^# \{0,1\}//p' "$0"
}

# no_arguments "$@": for a script that takes none but --help.
no_arguments() {
	case ${1-} in
	'') ;;
	--help)
		usage
		exit
		;;
	*) die "unknown argument: $1" "see scripts/${0##*/} --help" ;;
	esac
}

# need_space MEGABYTES: a disk that fills half way through ends in a much less clear line.
need_space() {
	mkdir -p "$cache" || die "cannot make the cache folder $cache" "set XDG_CACHE_HOME to a folder you can write to"
	free=$(df -Pm "$cache" | awk 'NR == 2 { print $4 }')
	[ "$free" -ge "$1" ] || die "$cache has $free MB free, and $1 MB are needed" \
		"free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
}

# lock NAME: waits until this process alone holds $cache/NAME.lock; the kernel drops it with the process.
lock() {
	mkdir -p "$cache" || die "cannot make the cache folder $cache" "set XDG_CACHE_HOME to a folder you can write to"
	exec 9>"$cache/$1.lock"
	flock -n 9 && return
	echo "${0##*/}: waiting for another run that is making the same thing" >&2
	flock 9
}

# staging NAME: makes the temporary folder $staging, removed when the script ends. What a
# killed run left behind goes first; the caller holds the lock, so nobody is using it.
staging() {
	staging=$cache/$1.partial
	remove_tree "$staging"
	trap 'remove_tree "$staging"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	mkdir -p "$staging" || die "cannot write to $cache" "free some space, or set XDG_CACHE_HOME"
}

# An ordinary user owns the folders of a sysroot, but not all of them are writable.
remove_tree() {
	[ -e "$1" ] || return 0
	rm -rf "$1" 2>/dev/null || { chmod -R u+rwX "$1" && rm -rf "$1"; }
}

# step WHAT COMMAND...: says what is being done and how long it took; the command's
# output goes to a log in the cache, whose end is shown when it fails. A function is left
# at its first failure, as elsewhere: that would be switched off if this stood in an `if`.
step() {
	what=$1
	shift
	log=$cache/log/${0##*/}.log
	mkdir -p "$cache/log"
	printf '%s: %s ... ' "${0##*/}" "$what" >&2
	began=$(date +%s)
	set +e
	(set -e && "$@") >"$log" 2>&1 9>&-
	status=$?
	set -e
	if [ $status = 0 ]; then
		printf '%s s\n' "$(($(date +%s) - began))" >&2
		return
	fi
	printf 'failed\n' >&2
	tail -n 15 "$log" | sed 's/^/    /' >&2
	die "$what failed; all of its output is in $log" "$(remedy "$log")"
}

# remedy LOG: what the commonest causes leave in the log, and what to do about each.
remedy() {
	if grep -q 'No space left on device' "$1"; then
		echo "the disk is full: free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
	elif grep -qE 'resolve|Failed to fetch|Connection (failed|refused|timed out)|unreachable|Could not connect' "$1"; then
		echo "the network or the mirror does not answer: check it (and http_proxy), then run the same command again"
	else
		echo "run the same command again; the cache is as it was before"
	fi
}

# build_folder NAME: where what this checkout builds is kept. NAME is a kernel's release, or
# `target` for cargo. Two checkouts of this repository build side by side, hence the number of its
# path: cargo would take what it has built for one of them for the other's.
build_folder() {
	echo "$cache/build/$(printf '%s' "$root" | cksum | cut -d' ' -f1)-$1"
}

# has_test FOLDER TOPIC-OR-TEST: whether tests/FOLDER has a topic or a test of that name.
has_test() {
	[ -f "$root/tests/$1/$2.sh" ] || grep -qsx -e "$2" "$root/tests/$1"/*.sh
}
