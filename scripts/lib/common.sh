# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by every script of this repository that a person runs: the environment, messages, the cache
# and its locks.
# A thing in the cache is either complete or absent.
#
# Sets:    $root   the top of this repository: the nearest folder above the script with scripts/lib/
#          $cache  ${XDG_CACHE_HOME:-~/.cache}/external-modules
#          $SUITE, $FLAVOUR, $ABI, $KERNEL to their defaults, and what arch.sh sets
# Exits:   1 by die(), with the reason and the remedy on stderr

# The guest and the sysroot read what is made here as other users.
umask 022

# With CDPATH, cd prints a folder's name; GREP_OPTIONS would change the grep below.
unset CDPATH GREP_OPTIONS
# shellcheck disable=SC2034 # for those who source this
root=$(cd "$(dirname "$0")" && pwd -P)
while [ ! -f "$root/scripts/lib/common.sh" ] && [ -n "$root" ]; do
	root=${root%/*}
done
# A shell keeps some of its own variables: bash, for example, keeps BASHOPTS.
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' | grep -vxEf "$root/scripts/lib/environment"); do
	unset "$name" 2>/dev/null || :
done
# Messages are searched for English words.
export LC_ALL=C
: "${XDG_CACHE_HOME:=${HOME:?is not set: set it, or XDG_CACHE_HOME}/.cache}"
case $XDG_CACHE_HOME in
/*) ;;
*) XDG_CACHE_HOME=$PWD/$XDG_CACHE_HOME ;;
esac
cache=$(readlink -m "$XDG_CACHE_HOME/external-modules")
export SUITE="${SUITE:-trixie}" FLAVOUR="${FLAVOUR-}" ABI="${ABI-}" KERNEL="${KERNEL:-stock}"

# die MESSAGE [REMEDY]
die() {
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	[ $# -lt 2 ] || printf '%s: %s\n' "${0##*/}" "$2" >&2
	exit 1
}

. "$root/scripts/lib/arch.sh"

# debug_kernel_fits: dies unless there is a debug kernel for this flavour.
debug_kernel_fits() {
	[ "$arch$cross" = amd64 ] || die "the debug kernel is an x86_64 kernel, built on x86_64, and FLAVOUR=$FLAVOUR here is not" \
		"use KERNEL=stock${host_arch:+, or on an x86_64 machine FLAVOUR=amd64}"
}

case $KERNEL in
stock) ;;
debug) debug_kernel_fits ;;
*) die "KERNEL=$KERNEL is unknown" "use KERNEL=stock or KERNEL=debug" ;;
esac

# odd_path PATH: prints what is wrong with it, in one line, or nothing. Kbuild splits paths at spaces,
# bubblewrap and QEMU at commas and colons, and make and the shell expand other characters.
odd_path() {
	case $1 in *[!A-Za-z0-9/._+@~-]*) ;; *) return ;; esac
	path=$(printf '%s' "$1" | tr '\001-\037' '[?*]')
	odd=$(printf '%s' "$path" | tr -d 'A-Za-z0-9/._+@~-')
	echo "The path $path holds '$odd', and only letters, digits and /._+@~- can be used"
}

# plain_path PATH REMEDY
plain_path() {
	wrong=$(odd_path "$1")
	[ -z "$wrong" ] || die "$wrong. $2"
}

plain_path "$root" "Move this folder"
plain_path "$cache" "Set XDG_CACHE_HOME to another folder"
plain_path "${TMPDIR-}" "Set TMPDIR to another folder"

# usage: prints the comment at the top of the calling script, which is its contract.
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
	*) die "unknown argument: $1" "see $0 --help" ;;
	esac
}

# module_name: prints the name of this repository's module, the first object of obj-m in Kbuild.
module_name() {
	name=$(sed -n 's/^obj-m *[:+]*= *\([^ ]*\)\.o.*/\1/p' "$root/Kbuild" | head -n 1)
	[ -n "$name" ] || die "there is no module in $root/Kbuild" "name one there:  obj-m := NAME.o"
	echo "$name"
}

# free_space FOLDER: prints its free megabytes.
free_space() {
	df -Pm "$1" | awk 'NR == 2 { print $4 }'
}

# module_version: prints its version, which stands once: in its source, where modinfo has it from.
module_version() {
	version=$(grep -rhiE '^[a-z_:]*module_version!?\("' "$root/src" | head -n 1 | cut -d '"' -f 2)
	[ -n "$version" ] || die "nothing in $root/src declares the module's version" \
		'declare it:  module_version!("0.1.0");  or in C:  MODULE_VERSION("0.1.0");'
	echo "$version"
}

# need_space MEGABYTES: stops before a download that would fill the disk.
need_space() {
	mkdir -p "$cache" || die "cannot make the cache folder $cache" "set XDG_CACHE_HOME to a folder you can write to"
	free=$(free_space "$cache")
	[ "$free" -ge "$1" ] || die "$cache has $free MB free, and $1 MB are needed" \
		"free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
}

# lock NAME: waits until no other process holds $cache/NAME.lock. The kernel releases the lock when
# this process ends, however it ends.
lock() {
	mkdir -p "$cache" || die "cannot make the cache folder $cache" "set XDG_CACHE_HOME to a folder you can write to"
	exec 9>"$cache/$1.lock"
	flock -n 9 && return
	echo "${0##*/}: waiting for another run that is making the same thing" >&2
	show_seconds "${0##*/}: waiting ... "
	flock 9
	hide_seconds
}

# show_seconds [TEXT]: where stderr is a terminal, prints TEXT and the seconds so far after 3 s, and then
# each second over it, until hide_seconds or the end of this script. Does not keep the lock or stdout.
show_seconds() {
	ticker=
	[ -t 2 ] || return 0
	(
		from=$(date +%s)
		sleep 3
		while kill -0 $$ 2>/dev/null; do
			text="${1-}$(($(date +%s) - from)) s"
			printf '%s%s' "$text" "$(printf '%s' "$text" | tr '\040-\176' '[\b*]')"
			sleep 1
		done
	) </dev/null >&2 9>&- &
	ticker=$!
}

# hide_seconds: ends that, and clears it: the cursor is where TEXT began.
hide_seconds() {
	[ -n "$ticker" ] || return 0
	kill "$ticker" 2>/dev/null || :
	# The shell would print "Terminated".
	wait "$ticker" 2>/dev/null || :
	printf '\033[K' >&2
}

# staging NAME: makes an empty temporary folder, $staging, which is removed when the script ends. The
# caller holds the lock, so that a folder of this name was left by a run that was killed.
staging() {
	staging=$cache/$1.partial
	remove_tree "$staging"
	trap 'remove_tree "$staging"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	mkdir -p "$staging" || die "cannot write to $cache" "free some space, or set XDG_CACHE_HOME"
}

# remove_tree FOLDER: also when some of its folders are not writable, as in a sysroot.
remove_tree() {
	[ -e "$1" ] || return 0
	rm -rf "$1" 2>/dev/null || { chmod -R u+rwX "$1" && rm -rf "$1"; }
}

# step WHAT COMMAND...: says on stderr what is being done and how long it took. The command's output
# goes to a log in the cache; when the command fails, the end of the log is shown. COMMAND is not run
# as a condition of `if`, because the shell would then ignore `set -e` in it.
step() {
	what=$1
	shift
	log=$cache/log/${0##*/}.log
	mkdir -p "$cache/log"
	printf '%s: %s ... ' "${0##*/}" "$what" >&2
	began=$(date +%s)
	show_seconds
	set +e
	(set -e && "$@") >"$log" 2>&1 9>&-
	status=$?
	set -e
	hide_seconds
	if [ $status = 0 ]; then
		printf '%s s\n' "$(($(date +%s) - began))" >&2
		return
	fi
	printf 'failed\n' >&2
	tail -n 15 "$log" | sed 's/^/    /' >&2
	die "$what failed; all of its output is in $log" "$(remedy "$log")"
}

# remedy LOG: prints what to do about the failure that the log shows.
remedy() {
	if grep -q 'No space left on device' "$1"; then
		echo "the disk is full: free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
	elif grep -qE 'resolve|Failed to fetch|Connection (failed|refused|timed out)|unreachable|Could not connect' "$1"; then
		echo "the network or the mirror does not answer: check it (and http_proxy), then run the same command again"
	else
		echo "run the same command again; the cache is as it was before"
	fi
}

# need_terminal: a shell in a guest would wait for ever for what nobody can type.
need_terminal() {
	{ [ -t 0 ] && [ -t 1 ]; } || die "there is no terminal for a shell" \
		"put the commands into a file:  scripts/shell FILE, or scripts/try --session=FILE; or run one:  scripts/guest -- COMMAND"
}

# clone_id: prints a checksum of $root, which keeps two clones apart in the cache: in one folder cargo
# would take the programs of one clone for those of the other.
clone_id() {
	printf '%s' "$root" | cksum | cut -d' ' -f1
}

# build_folder NAME: prints the folder in the cache for what is built from this clone. NAME is a
# kernel's release, or `target` for cargo.
build_folder() {
	echo "$cache/build/$(clone_id)-$1"
}

# has_test FOLDER NAME: succeeds if tests/FOLDER has a topic or a test of that name.
has_test() {
	[ -f "$root/tests/$1/$2.sh" ] || grep -qsx -e "$2" "$root/tests/$1"/*.sh
}
