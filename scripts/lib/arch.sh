# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by common.sh: the one table of what differs between architectures. Another one is added here,
# and nowhere else.
#
# Reads:   $FLAVOUR  Debian's name of a kernel flavour; empty for the plain one of this machine's
#                    architecture, rt and cloud for those of that architecture
# Sets:    $FLAVOUR    its full name, the end of the package name linux-headers-FLAVOUR
#          $host_arch  this machine's architecture, as Debian calls it; empty when it is not in the table
#          $arch       that of the flavour, and then:
#   $kbuild_arch  what the kernel's build system calls it (ARCH=)
#   $triplet      the prefix of its compiler and binutils, and the name of its folder in /usr/lib
#   $cross        $triplet and a hyphen if $arch is not $host_arch, else empty (CROSS_COMPILE=)
#   $rust_target  what rustc calls it
#   $packages_arch  the packages that a sysroot needs for it: QEMU, and if it is not the host's the
#                   compiler and the libraries to link programs with
#   $qemu_program, $qemu_machine, $qemu_cpu  QEMU, its -machine and, without KVM, its -cpu
#   $guest_console, $guest_parameters  the guest's serial port; what its kernel needs to be told
#   $vmlinuz      whether QEMU starts it as it is (`image`) or unpacked (`bzImage`)
#   $kvm_flags    what /proc/cpuinfo names, one of them, where KVM works; empty where it does not tell
#   $cc_32        the compiler's option for 32-bit programs, if it can build them
#   $relocations  the relocations with which a module's code calls a function or takes its address
#
# Exits:   1 when FLAVOUR is not one of Debian's
# shellcheck disable=SC2034 # for those who source this

# arch_of MACHINE: prints what Debian calls it, from what `uname -m` calls it.
arch_of() {
	case $1 in
	x86_64) echo amd64 ;;
	aarch64 | arm64) echo arm64 ;;
	esac
}

# arch_table ARCH
arch_table() {
	arch=$1
	case $arch in
	amd64)
		kbuild_arch=x86 triplet=x86_64-linux-gnu rust_target=x86_64-unknown-linux-gnu
		packages_arch="qemu-system-x86" qemu_program=qemu-system-x86_64
		qemu_machine=pc qemu_cpu=max guest_console=ttyS0 vmlinuz=bzImage
		# With TCG on a busy machine the kernel's test of its timer interrupt may fail and stop the boot;
		# under KVM the kernel leaves it out by itself.
		guest_parameters=no_timer_check
		kvm_flags='vmx|svm' cc_32=-m32
		relocations='R_X86_64_(PLT32|PC32|32S?|64)'
		;;
	arm64)
		kbuild_arch=arm64 triplet=aarch64-linux-gnu rust_target=aarch64-unknown-linux-gnu
		packages_arch="qemu-system-arm" qemu_program=qemu-system-aarch64
		# This CPU also has pages of 16 KiB, for arm64-16k; `max` boots slower. gic-version=max is 3,
		# or under KVM the host's.
		qemu_machine=virt,gic-version=max qemu_cpu=neoverse-n1 guest_console=ttyAMA0 vmlinuz=image
		guest_parameters=
		kvm_flags='' cc_32=
		relocations='R_AARCH64_(CALL26|JUMP26|ADR_PREL_PG_HI21|ABS64)'
		;;
	esac
	cross=
	[ "$arch" != "$host_arch" ] || return 0
	cross=$triplet-
	packages_arch="$packages_arch gcc-$(echo "$triplet" | tr _ -) libc6-dev:$arch libstd-rust-dev:$arch"
}

# cpu_lacks_kvm: succeeds if it is known without a trial that KVM runs no stock kernel here.
cpu_lacks_kvm() {
	[ -n "$kvm_flags" ] && ! grep -qwE "$kvm_flags" /proc/cpuinfo
}

host_arch=$(arch_of "$(uname -m)")
case ${FLAVOUR:=$host_arch} in
rt | cloud) FLAVOUR=$FLAVOUR-$host_arch ;;
esac
case $FLAVOUR in
amd64 | rt-amd64 | cloud-amd64) arch_table amd64 ;;
arm64 | arm64-16k | rt-arm64 | cloud-arm64) arch_table arm64 ;;
# On a machine that is not in the table only plain make works, for the machine's own kernel.
'' | *-) FLAVOUR='' arch='' cross='' ;;
*) die "FLAVOUR=$FLAVOUR is not a kernel flavour of Debian that has Rust" \
	"use amd64, rt-amd64, cloud-amd64, arm64, arm64-16k, rt-arm64 or cloud-arm64; rt and cloud mean this machine's" ;;
esac
