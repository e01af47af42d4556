# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/sysroot: makes a container its own sysroot, where find_way of lib/way-in.sh has
# found no other way. Only apt and dpkg of the container are used, by its root.
#
# Reads: $in_place, $tree, $packages, $host_arch, $mirror, $kernel_suite, and dpkg_excludes of scripts/sysroot
# shellcheck disable=SC2154

# install_in_place: does here what mmdebstrap does elsewhere. $tree becomes a link to /.
install_in_place() {
	add_suite
	apt_get update
	# shellcheck disable=SC2086 # one word a package
	apt_get install "linux-headers-$host_arch/$kernel_suite" $packages
	# The archives would take 0.4 GB for nothing.
	apt-get clean
	mkdir -p "$in_place"
	ln -s / "$tree"
}

# add_suite: trixie's kernel is in trixie-backports, which a container's image does not name.
add_suite() {
	# shellcheck disable=SC2016 # for apt-get
	apt-get indextargets --format '$(RELEASE)' | grep -qxF "$kernel_suite" ||
		echo "deb $mirror $kernel_suite main" >/etc/apt/sources.list.d/external-modules.list
}

# apt_get ARGUMENT...: dpkg waits for no disk, because a container that was cut off is made anew.
apt_get() {
	dpkg_excludes | {
		set -- apt-get -y -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false \
			-o Dpkg::Options::=--force-unsafe-io "$@"
		while read -r line; do
			set -- "$@" -o "Dpkg::Options::=--$line"
		done
		DEBIAN_FRONTEND=noninteractive "$@"
	}
}
