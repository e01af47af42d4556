# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that build for a guest's kernel or boot it.
# shellcheck disable=SC2034,SC2153,SC2154 # for those who source this

. "$root/scripts/lib/kbuild.sh"

# release_in TREE: prints the release of the kernel of FLAVOUR and ABI in this sysroot, or nothing when it
# is not there.
release_in() {
	wanted=${ABI:+$ABI-$FLAVOUR}
	[ -n "$wanted" ] || wanted=$(cat "$1/etc/sysroot/newest-$FLAVOUR" 2>/dev/null) || return 0
	[ ! -f "$1/etc/sysroot/kernels/$wanted" ] || [ ! -d "$(user_land_in "$1")" ] || echo "$wanted"
}

# user_land_in TREE: prints the folder with the programs that a guest of $arch runs: this sysroot itself, or
# for another architecture than this machine's a folder in it.
user_land_in() {
	echo "$1${cross:+/usr/lib/user-land/$arch}"
}

# default_kernel: in the larger sysroot there is only the newest kernel of this machine's own flavour.
default_kernel() {
	FLAVOUR=$host_arch ABI=''
	arch_table "$host_arch"
}

# choose_kernel: makes the sysroot, and the debug kernel if KERNEL asks for it, when they are not there
# yet. Uses the larger sysroot in any case when $full is set. Sets, from SUITE, FLAVOUR, ABI and KERNEL:
#     $sysroot       the sysroot to build in
#     $release       the kernel's release, as `uname -r` prints it
#     $kdir          its build folder, as a path inside the sysroot
#     $llvm          1 if clang has built it, else empty
#     $image         the kernel image
#     $module_lists  the folder with modules.builtin and modules.order, for depmod
choose_kernel() {
	case $KERNEL in
	stock)
		[ -z "${full-}" ] || default_kernel
		sysroot=$("$root/scripts/sysroot" ${full:+--full})
		release=$(release_in "$sysroot")
		kdir=/usr/lib/modules/$release/build
		llvm=
		module_lists=$sysroot/usr/lib/modules/$release
		image=$module_lists/vmlinuz
		[ -f "$image" ] || image=$sysroot/boot/vmlinuz-$release
		;;
	debug)
		sysroot=$("$root/scripts/sysroot" --full)
		module_lists=$("$root/scripts/debug-kernel")
		kdir=$module_lists/build
		release=$(cat "$kdir/include/config/kernel.release")
		llvm=1
		image=$module_lists/vmlinux
		;;
	esac
}

# need_metadata: after choose_kernel; makes the Rust metadata that the stock kernel's headers lack. The
# debug kernel's build folder has its own.
need_metadata() {
	[ "$KERNEL" = stock ] && [ "$(metadata_state "$sysroot/usr/src/linux-headers-$release")" != there ] || return 0
	source=$("$root/scripts/sysroot" --source)
	"$root/scripts/in-sysroot" "$root/scripts/rust-metadata" --source "$source"
}

# make_module FOLDER ARGUMENT...: runs this repository's own Makefile in the sysroot, as a user would.
# What is built goes into FOLDER, which is made.
make_module() {
	folder=$1
	shift
	mkdir -p "$folder"
	# shellcheck disable=SC2016 # KDIR is expanded inside the sysroot
	"$root/scripts/in-sysroot" sh -c 'exec make -s --no-print-directory -j"$(nproc)" KDIR="$KDIR" "$@"' - \
		MO="$folder" "$@"
}
