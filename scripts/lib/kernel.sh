# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by those scripts that build for a guest's kernel or boot it: what SUITE, FLAVOUR and
# KERNEL stand for. Makes what is not there yet.
#
# choose_kernel reads $full, which when set asks for the larger sysroot in any case, and sets:
#     $sysroot       the sysroot to build in
#     $release       the kernel's, as uname -r has it
#     $kdir          its build folder, as seen inside the sysroot
#     $llvm          1 where clang has built it, else empty
#     $image         the kernel itself
#     $module_lists  the folder with modules.builtin and the like, for depmod
# shellcheck disable=SC2034,SC2154 # for those who source this

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
