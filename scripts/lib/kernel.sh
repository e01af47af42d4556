# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that build for a guest's kernel or boot it.
# shellcheck disable=SC2034,SC2154 # for those who source this

# choose_kernel: makes the sysroot, and the debug kernel if KERNEL asks for it, when they are not there
# yet. Uses the larger sysroot in any case when $full is set. Sets, from SUITE, FLAVOUR and KERNEL:
#     $sysroot       the sysroot to build in
#     $release       the kernel's release, as `uname -r` prints it
#     $kdir          its build folder, as a path inside the sysroot
#     $llvm          1 if clang has built it, else empty
#     $image         the kernel image
#     $module_lists  the folder with modules.builtin and modules.order, for depmod
choose_kernel() {
	case $KERNEL in
	stock)
		sysroot=$("$root/scripts/sysroot" ${full:+--full})
		release=$(cat "$sysroot/etc/sysroot/release")
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
	[ "$KERNEL" != stock ] || [ -f "$sysroot/usr/src/linux-headers-$release/rust/libkernel.rmeta" ] ||
		"$root/scripts/in-sysroot" "$root/scripts/rust-metadata"
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
