#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# small-sysroot.sh: lets scripts/sysroot make a sysroot of three files, in no time. Sourced by a topic
# of tests/host after ktap.sh.
# shellcheck disable=SC2154 # $work is set by ktap.sh

# small_sysroot [COMMAND]: puts a stand-in for mmdebstrap first in PATH, which runs COMMAND and then
# makes the tree where scripts/sysroot wants it: in a folder, or for an ordinary user on stdout.
small_sysroot() {
	mkdir -p "$work/bin"
	cat >"$work/bin/mmdebstrap" <<-'EOF'
		#!/bin/sh
		set -eu
		COMMAND
		while [ $# -gt 2 ]; do shift; done
		tree=$1
		[ "$tree" != - ] || { tree=$(mktemp -d) && chmod 755 "$tree"; }
		mkdir -p "$tree/etc/sysroot" "$tree/var/lib/dpkg"
		echo 7.3.4-small >"$tree/etc/sysroot/release"
		echo 1 >"$tree/etc/sysroot/image-version"
		for package in linux-headers-7.3.4-small linux-source-7.3 rustc; do
			printf 'Package: %s\nVersion: 1\n' "$package"
		done >"$tree/var/lib/dpkg/status"
		if [ "$1" = - ]; then
			tar -C "$tree" -c .
			rm -r "$tree"
		fi
	EOF
	sed -i "s|COMMAND|${1:-:}|" "$work/bin/mmdebstrap"
	chmod 755 "$work/bin/mmdebstrap"
	PATH=$work/bin:$PATH
}
