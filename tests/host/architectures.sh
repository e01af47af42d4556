#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# architectures: what the scripts do on an arm64 machine and on an x86_64 one, for kernels of either. A
# stand-in for uname says which machine this is; others make a sysroot of a few files, download nothing
# and note what QEMU was called with. What needs a real arm64 machine is not tested: its compilers, its
# QEMU and its KVM.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/small-sysroot.sh
. "${0%/*}/../lib/small-sysroot.sh"

tests='
sysroot-of-an-arm64-machine-is-arm64
sysroot-gets-what-another-architecture-needs
rt-and-cloud-are-of-this-machines-architecture
guest-is-started-by-the-QEMU-of-its-architecture
kvm-is-for-this-machines-architecture
debug-kernel-is-for-x86_64-only
machine-of-another-kind-can-do-plain-make-only
headers-to-install-are-those-of-this-machine
'
top=$(cd "${0%/*}/../.." && pwd)
path=$PATH

# machine NAME: what `uname -m` says. The sysroot and all stand-ins are made anew.
machine() {
	export XDG_CACHE_HOME="$work/cache" PATH="$work/bin:$path"
	for old in cache bin apt qemu mmdebstrap; do
		rm -rf "${work:?}/$old"
	done
	mkdir -p "$work/cache" "$work/bin"
	cat >"$work/bin/uname" <<-END
		#!/bin/sh
		[ "\$1" != -m ] || { echo $1 && exit; }
		exec $(PATH=$path command -v uname) "\$@"
	END
	chmod 755 "$work/bin/uname"
	small_sysroot "echo \"\$*\" >$work/mmdebstrap"
	small_dpkg :
}

# sysroot FLAVOUR: sets $tree to the sysroot with that kernel.
sysroot() {
	gives 0 env FLAVOUR="$1" "$top/scripts/sysroot"
	tree=$(echo "$said" | tail -n 1)
}

# noted FILE TEXT: a line of the file has to contain TEXT.
noted() {
	grep -qF -e "$2" "$work/$1" || fail "what was called" "got:    $(cat "$work/$1")" "wanted: $2"
}

sysroot_of_an_arm64_machine_is_arm64() {
	machine aarch64
	sysroot ''
	noted mmdebstrap 'linux-headers-arm64/trixie-backports'
	noted mmdebstrap ' qemu-system-arm '
	! grep -E 'x86|amd64|aarch64' "$work/mmdebstrap" || fail "it has packages for another architecture"
	expect_eq "$(cat "$tree/etc/sysroot/newest-arm64")" 7.3.4-arm64 "its kernel"
}

sysroot_gets_what_another_architecture_needs() {
	machine x86_64
	sysroot arm64-16k
	noted apt 'linux-headers-7.3.4-arm64-16k:arm64 qemu-system-arm gcc-aarch64-linux-gnu libc6-dev:arm64 libstd-rust-dev:arm64'
	noted apt 'APT::Architecture=arm64'
	[ -d "$tree/usr/lib/user-land/arm64" ] || fail "there is nothing for a guest to run"
	machine aarch64
	sysroot amd64
	noted apt 'linux-headers-7.3.4-amd64:amd64 qemu-system-x86 gcc-x86-64-linux-gnu libc6-dev:amd64 libstd-rust-dev:amd64'
	[ -d "$tree/usr/lib/user-land/amd64" ] || fail "there is nothing for a guest to run"
}

rt_and_cloud_are_of_this_machines_architecture() {
	for pair in x86_64,amd64 aarch64,arm64; do
		machine "${pair%,*}"
		for flavour in rt cloud; do
			gives 1 env FLAVOUR=$flavour "$top/scripts/sysroot" --cached
			says "FLAVOUR=$flavour-${pair#*,}"
		done
	done
}

# boots FLAVOUR WANTED...: each WANTED has to be in QEMU's command line. QEMU does not run, so nothing is
# proved of the guest. The kernel's image is empty, and so are the programs.
boots() {
	sysroot "$1"
	land=$tree
	[ ! -d "$tree/usr/lib/user-land" ] || land=$(echo "$tree"/usr/lib/user-land/*)
	mkdir -p "$land/usr/bin" "$tree/usr/lib/modules/7.3.4-$1"
	for program in kmod xz dash busybox; do
		: >"$land/usr/bin/$program"
	done
	head -c 1024 /dev/zero >"$tree/usr/lib/modules/7.3.4-$1/vmlinuz"
	cat >"$work/bin/bwrap" <<-END
		#!/bin/sh
		case "\$*" in *qemu-system-*) echo "\$*" >$work/qemu ;; esac
	END
	gives 125 env FLAVOUR="$1" TMPDIR="$work" "$top/scripts/guest" true
	shift
	for wanted in "$@"; do
		noted qemu "$wanted"
	done
}

guest_is_started_by_the_QEMU_of_its_architecture() {
	export ACCEL=tcg
	for here in x86_64 aarch64; do
		for flavour in arm64 arm64-16k; do
			machine $here
			boots $flavour 'qemu-system-aarch64 -machine virt,' ' -accel tcg,thread=multi -cpu neoverse-n1 ' \
				' -append console=ttyAMA0 ' "/usr/lib/modules/7.3.4-$flavour/vmlinuz "
		done
		machine $here
		boots amd64 'qemu-system-x86_64 -machine pc ' ' -accel tcg,thread=multi -cpu max ' ' -append console=ttyS0 ' no_timer_check
	done
}

kvm_is_for_this_machines_architecture() {
	export ACCEL=kvm
	machine aarch64
	boots arm64 'qemu-system-aarch64 -machine virt,gic-version=max -accel kvm -cpu host '
	unset ACCEL
	machine aarch64
	boots amd64 ' -accel tcg,'
	[ -z "$(find "$work/cache" -name 'accel-*')" ] || fail "KVM was tried for another architecture"
	gives 1 env FLAVOUR=amd64 ACCEL=kvm "$top/scripts/guest" true
	says 'ACCEL=kvm cannot run a guest of amd64 on this machine, which is arm64'
}

debug_kernel_is_for_x86_64_only() {
	machine x86_64
	gives 1 env FLAVOUR=arm64 KERNEL=debug "$top/scripts/guest" true
	says 'the debug kernel is an x86_64 kernel, built on x86_64, and FLAVOUR=arm64 here is not'
	gives 1 env FLAVOUR=arm64 "$top/scripts/debug-kernel"
	says 'FLAVOUR=arm64 here is not'
	machine aarch64
	gives 1 env KERNEL=debug "$top/scripts/test" some-test
	says 'use KERNEL=stock, or on an x86_64 machine FLAVOUR=amd64'
	[ ! -e "$work/mmdebstrap" ] || fail "a sysroot was made for it"
}

machine_of_another_kind_can_do_plain_make_only() {
	machine riscv64
	gives 1 "$top/scripts/sysroot"
	says 'this machine is riscv64'
	gives 1 "$top/scripts/check-kdir" "$work/absent"
	says "There is no folder $work/absent"
}

headers_to_install_are_those_of_this_machine() {
	machine aarch64
	mkdir -p "$work/kdir"
	echo '# Linux/arm64 6.12.1 Kernel Configuration' >"$work/kdir/.config"
	gives 1 "$top/scripts/check-kdir" --modules "$work/absent" "$work/kdir"
	says 'trixie-backports linux-image-arm64 linux-headers-arm64'
}

run_tests "$tests" "$@"
