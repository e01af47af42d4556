# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/sysroot: what of a kernel is kept in the cache beside the sysroot, its source and its modules,
# for --source, --tarball and --modules.
#
# Reads: $tree, $release, $action and $staging
# shellcheck disable=SC2154

# source_of_kernel: for --source and --tarball.
source_of_kernel() {
	version=$(cat "$tree/etc/sysroot/kernels/$release")
	made=$cache/linux-source-$version
	if [ ! -f "$made.tar.xz" ]; then
		need_space 1000
		ask_mirror
		step "downloading the source of $version" make_tarball "$release" "$version"
	fi
	[ "$action" = source ] || made=$made.tar.xz
	echo "$made"
}

# folder_of_modules: where they are, or are to be.
folder_of_modules() {
	echo "$cache/modules-$release-$(cat "$tree/etc/sysroot/kernels/$release")"
}

# own_modules: for --modules.
own_modules() {
	made=$(folder_of_modules)
	if [ ! -d "$made" ]; then
		need_space 500
		ask_mirror
		step "downloading the modules of $release (about 107 MB, once)" make_modules
	fi
	echo "$made"
}

make_modules() {
	unpack_modules "$staging/modules"
	"$root/scripts/in-sysroot" depmod -b "$staging/modules" "$release"
	mv "$staging/modules" "$made"
}
