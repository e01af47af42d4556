#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# small-sysroot.sh: lets scripts/sysroot make a sysroot of a few files, in no time. Sourced by a topic
# of tests/host after ktap.sh and command.sh.
# shellcheck disable=SC2154 # $work is set by ktap.sh

# small_arch: prints what Debian calls this machine's architecture.
small_arch() {
	uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/'
}

# small_sysroot [COMMAND]: puts stand-ins first in PATH: an mmdebstrap that runs COMMAND and then makes the
# tree where scripts/sysroot wants it, in a folder, or for an ordinary user on stdout; and an apt whose
# mirror has the kernels 7.3.4 and 7.2.6. The compilers are of the version in $work/compilers, an image of
# that in $work/image.
small_sysroot() {
	need_namespaces
	mkdir -p "$work/bin"
	echo 1 >"$work/compilers"
	echo 2 >"$work/image"
	small_mmdebstrap "${1:-:}"
	small_apt
	sed -i "s|WORK|$work|g; s|ARCH|$(small_arch)|g" "$work"/bin/*
	chmod 755 "$work"/bin/*
	PATH=$work/bin:$PATH
}

small_mmdebstrap() {
	cat >"$work/bin/mmdebstrap" <<-'EOF'
		#!/bin/sh
		set -eu
		COMMAND
		while [ $# -gt 2 ]; do shift; done
		tree=$1
		[ "$tree" != - ] || { tree=$(mktemp -d) && chmod 755 "$tree"; }
		mkdir -p "$tree/usr/src/linux-headers-7.3.4-ARCH" "$tree/var/lib/dpkg"
		echo CONFIG_GCC_VERSION=140200 >"$tree/usr/src/linux-headers-7.3.4-ARCH/.config"
		compilers=$(cat WORK/compilers)
		printf 'Package: %s\nVersion: %s\n' linux-headers-7.3.4-ARCH 2 rustc "$compilers" \
			bindgen "$compilers" gcc-14-for-host "$compilers" >"$tree/var/lib/dpkg/status"
		if [ "$1" = - ]; then
			tar -C "$tree" -c .
			rm -r "$tree"
		fi
	EOF
	sed -i "s|COMMAND|$1|" "$work/bin/mmdebstrap"
}

small_apt() {
	cat >"$work/bin/apt-cache" <<-'EOF'
		#!/bin/sh
		package=${2%%:*}
		case "$1 $package" in
		"show linux-headers-"[7]*) printf 'Version: %s\n' 2 1 ;;
		"show linux-headers-"[6-9]*) ;;
		"show linux-headers-"*) echo "Depends: linux-base, linux-headers-7.3.4-${package#linux-headers-} (= 2)" ;;
		"show linux-binary-"*) cat WORK/image | sed 's/^/Version: /' ;;
		pkgnames*) printf 'linux-headers-%s\n' 7.3.4-ARCH 7.2.10-ARCH 7.2.6-ARCH 7.1.9-ARCH 6.12.1-ARCH 7.3.4-rt-ARCH 7.3.4-common ARCH ;;
		policy*) sed 's/^/  Candidate: /' WORK/compilers ;;
		esac
	EOF
	cat >"$work/bin/apt-get" <<-'EOF'
		#!/bin/sh
		echo "$*" >>WORK/apt
		case $1 in
		download) : >"${2%%[=:]*}.deb" ;;
		install) : >"${APT_CONFIG%/*}/archives/some.deb" ;;
		esac
	EOF
	cat >"$work/bin/dpkg-deb" <<-'EOF'
		#!/bin/sh
		case "$*" in
		-f*) cat WORK/image ;;
		*linux-source-*) tar -C WORK -c ./usr ;;
		*) tar -c -T /dev/null ;;
		esac
	EOF
	mkdir -p "$work/usr/src" "$work/linux-source-7.3/drivers"
	echo all: >"$work/linux-source-7.3/Makefile"
	: >"$work/linux-source-7.3/drivers/some.c"
	tar -C "$work" -cJf "$work/usr/src/linux-source-7.3.tar.xz" linux-source-7.3
}

# small_dpkg [COMMAND]: a stand-in for bubblewrap, in which dpkg would install packages into the tree. It runs
# COMMAND, and then notes in the tree's status what apt-get was asked for last.
small_dpkg() {
	cat >"$work/bin/bwrap" <<-'EOF'
		#!/bin/sh
		set -eu
		tree=$2
		# scripts/lib/way-in.sh tries whether it works, and / is this machine's.
		[ "$tree" != / ] || exit 0
		echo 'half done' >>"$tree/var/lib/dpkg/status"
		. WORK/during
		sed -i '/half done/d' "$tree/var/lib/dpkg/status"
		for package in $(grep download-only WORK/apt | tail -n 1); do
			case $package in linux-headers-*) printf 'Package: %s\nVersion: 2\n' "${package%:*}" >>"$tree/var/lib/dpkg/status" ;; esac
		done
	EOF
	echo "${1:-:}" >"$work/during"
	sed -i "s|WORK|$work|g" "$work/bin/bwrap"
	chmod 755 "$work/bin/bwrap"
}
