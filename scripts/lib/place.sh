# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/sysroot: where an ordinary user's packages are unpacked.
# shellcheck disable=SC2154 # $cache is set by common.sh

# unfit FOLDER: prints why an ordinary user's packages cannot be unpacked there, or nothing. The user id
# to which unshare maps mmdebstrap has no rights but those of all users.
unfit() {
	[ -w "$1" ] || { echo "cannot be written to" && return; }
	parent=$(readlink -f "$1")
	while [ -n "$parent" ]; do
		[ -n "$(find "$parent" -prune -perm -001)" ] || { echo "$parent is closed to other users" && return; }
		parent=${parent%/*}
	done
	case ,$(findmnt -no OPTIONS -T "$1"), in *,noexec,* | *,nodev,*) echo "is mounted noexec or nodev" && return ;; esac
	needed=2500
	[ "$(df -P "$1" | awk 'NR == 2 { print $6 }')" != "$(df -P "$cache" | awk 'NR == 2 { print $6 }')" ] || needed=7000
	free=$(free_space "$1")
	[ "$free" -ge $needed ] || echo "has $free MB free of $needed MB needed"
}

# choose_place: sets TMPDIR to the first folder in which an ordinary user's packages can be unpacked.
choose_place() {
	mkdir -p "$cache/tmp"
	found=
	for TMPDIR in ${TMPDIR-} "$cache/tmp" /var/tmp /tmp; do
		why=$(unfit "$TMPDIR")
		[ -n "$why" ] || return 0
		found="$found $TMPDIR: $why;"
	done
	die "there is no folder to unpack packages in:${found%;}" \
		"set TMPDIR to a folder with 7 GB free that other users may enter, or run this as root"
}
