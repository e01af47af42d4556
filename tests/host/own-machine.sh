#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# own-machine: plain make against a kernel of this machine's own: what is said when no module can be built, and
# with what Kbuild is called when one can. The kernels and compilers are made up.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/kdir.sh
. "${0%/*}/../lib/kdir.sh"

tests='
make-without-headers-says-so-last
make-without-such-a-folder-says-so-last
make-for-an-old-kernel-says-so-last
make-on-an-old-kernel-says-so-before-it-asks-for-headers
make-without-CONFIG_RUST-says-so-last
make-with-headers-without-Makefile-says-so-last
make-with-objects-and-no-source-says-so-last
make-without-Module_symvers-says-so-last
make-without-metadata-says-so-last
make-with-metadata-of-other-headers-says-so-last
make-with-another-rustc-says-so-last
make-finds-the-rustc-that-fits
make-for-a-clang-kernel-without-lld-says-so-last
make-without-gcc-says-so-last
make-after-sudo-make-says-whose-the-files-are
make-KERNELRELEASE-is-for-that-kernel
another-installed-kernel-that-fits-is-named
headers-of-another-flavour-are-named
headers-of-another-kernel-are-refused
make-calls-Kbuild-without-BTF-where-vmlinux-is-missing
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	rm -rf "${work:?}/bin" "$work/second" "$work/kdir" "$work/modules" "$work/out"
}

# make_says_last TEXT REMEDY: plain make has to fail, and its last line has to contain both.
make_says_last() {
	make_gives 2 KDIR="$work/kdir"
	last_line
	says "$1"
	says "$2"
}

# remedy TEXT: prints TEXT, or what is said instead on a machine where a kernel that fits is installed.
remedy() {
	if grep -qs '^CONFIG_RUST=y' /lib/modules/*/build/.config; then
		echo 'is installed and fits: boot it'
	else
		echo "$1"
	fi
}

make_without_headers_says_so_last() {
	mkdir "$work/kdir"
	make_says_last "There are no kernel headers at $work/kdir" 'Name the folder '
}

make_without_such_a_folder_says_so_last() {
	make_says_last "There is no folder $work/kdir" 'make KDIR='
}

make_for_an_old_kernel_says_so_last() {
	kernel 7.1.9 CONFIG_RUST=y
	make_says_last 'Kernel 7.1.9 is too old' "$(remedy 'Boot a newer one')"
}

# There are no headers either: nobody is sent for these first.
make_on_an_old_kernel_says_so_before_it_asks_for_headers() {
	program uname 6.12.1-old
	make_gives 2
	last_line
	says 'The running kernel, 6.12.1-old, is too old'
}

make_without_CONFIG_RUST_says_so_last() {
	kernel 7.2.0 '# CONFIG_RUST is not set'
	make_says_last 'without CONFIG_RUST' "$(remedy 'Boot one that has it')"
}

make_with_headers_without_Makefile_says_so_last() {
	good_kernel
	rm "$work/kdir/Makefile"
	make_says_last "no Makefile in $work/kdir" 'Reinstall'
}

make_with_objects_and_no_source_says_so_last() {
	good_kernel
	printf 'export KBUILD_OUTPUT = .\ninclude /nonexistent/linux/Makefile\n' >"$work/kdir/Makefile"
	make_says_last 'from the source in /nonexistent/linux, which is not here' 'Put it there again'
}

make_without_Module_symvers_says_so_last() {
	good_kernel
	rm "$work/kdir/Module.symvers"
	make_says_last 'Module.symvers is missing' "Reinstall the kernel's headers"
}

make_without_metadata_says_so_last() {
	kernel 7.10.1 CONFIG_RUST=y
	rm "$work/kdir/rust/libkernel.rmeta"
	make_says_last 'no Rust metadata' "sudo scripts/rust-metadata --kdir $work/kdir"
	says 'linux-lib-rust-7.10.1)'
}

make_with_metadata_of_other_headers_says_so_last() {
	good_kernel
	made_for_these_headers
	make_gives 0 KDIR="$work/kdir"
	echo CONFIG_ANOTHER=y >>"$work/kdir/.config"
	make_says_last 'was made for other headers' "sudo scripts/rust-metadata --kdir $work/kdir"
}

make_with_another_rustc_says_so_last() {
	good_kernel
	program rustc 'rustc 2.0.0 (of rustup)'
	make_says_last 'built by rustc 1.0.0 (of long ago), and rustc here is rustc 2.0.0 (of rustup)' 'Install that very version'
}

make_finds_the_rustc_that_fits() {
	good_kernel
	mkdir "$work/second"
	mv "$work/bin/rustc" "$work/second/rustc-1.0"
	program rustc 'rustc 2.0.0 (of rustup)'
	PATH=$PATH:$work/second make_says_last 'rustc here is rustc 2.0.0 (of rustup)' "make RUSTC=$work/second/rustc-1.0"
	make_gives 0 KDIR="$work/kdir" RUSTC="$work/second/rustc-1.0"
}

make_for_a_clang_kernel_without_lld_says_so_last() {
	good_kernel CONFIG_CC_IS_CLANG=y
	program clang-0 'clang 0'
	make_gives 2 KDIR="$work/kdir" LLVM=-0
	last_line
	says 'built by clang and its tools, and ld.lld-0 is not here'
	says 'Install clang, lld and llvm'
	program ld.lld-0 'lld 0'
	make_gives 0 KDIR="$work/kdir" LLVM=-0
}

# PATH has what make and the script use, but no compiler.
make_without_gcc_says_so_last() {
	good_kernel
	sed -i 's/="sh 1"/="no-such-gcc 1"/' "$work/kdir/.config"
	for tool in make sh env cat sed tr dirname basename readlink grep cksum cut uname head find id stat rm; do
		ln -s "$(command -v $tool)" "$work/bin/$tool"
	done
	ln -s /bin/echo "$work/bin/echo"
	gives 2 env -u MAKEFLAGS -u MAKELEVEL PATH="$work/bin" make -C "$top" --no-print-directory KDIR="$work/kdir"
	last_line
	says 'built by no-such-gcc, and there is no gcc here. Install gcc'
	gives 0 env -u MAKEFLAGS -u MAKELEVEL PATH="$work/bin" make -C "$top" --no-print-directory KDIR="$work/kdir" CC=sh
}

# A file system that is mounted read-only stands for what belongs to root: root itself may run this test.
make_after_sudo_make_says_whose_the_files_are() {
	need_namespaces
	good_kernel
	mkdir -p "$work/out/src"
	: >"$work/out/src/module.o"
	make_gives 0 KDIR="$work/kdir" MO="$work/out"
	gives 2 env PATH="$work/bin:$PATH" bwrap --dev-bind / / --ro-bind "$work/out/src/module.o" "$work/out/src/module.o" \
		make -C "$top" KDIR="$work/kdir" MO="$work/out"
	says "$work/out/src/module.o belongs to $(id -un)"
	says "sudo chown -R $(id -un) $work/out"
}

make_KERNELRELEASE_is_for_that_kernel() {
	program uname 6.12.1-old
	make_gives 2 KERNELRELEASE=9.9.9-another
	says 'There is no folder /lib/modules/9.9.9-another/build'
	# As another package's build leaves it in the environment.
	KERNELRELEASE=9.9.9-another make_gives 2
	says 6.12.1-old
}

# installed RELEASE: moves the made-up kernel to where installed ones are.
installed() {
	mkdir -p "$work/modules/$1"
	echo "$1" >"$work/kdir/include/config/kernel.release"
	mv "$work/kdir" "$work/modules/$1/build"
}

another_installed_kernel_that_fits_is_named() {
	kernel 6.12.1
	installed 6.12.1-old
	good_kernel
	installed 7.3.4-new
	program uname 6.12.1-old
	gives 1 env PATH="$work/bin:$PATH" "$top/scripts/check-kdir" --modules "$work/modules"
	says 'The running kernel, 6.12.1-old, is too old'
	says "7.3.4-new is installed and fits: boot it, or build for it: make KDIR=$work/modules/7.3.4-new/build"
	rm -r "$work/modules/7.3.4-new"
	gives 1 env PATH="$work/bin:$PATH" "$top/scripts/check-kdir" --modules "$work/modules"
	says 'Boot a newer one'
}

headers_of_another_flavour_are_named() {
	good_kernel
	installed 7.3.4+deb13-amd64
	program uname 7.3.4+deb13-rt-amd64
	gives 1 env PATH="$work/bin:$PATH" "$top/scripts/check-kdir" --modules "$work/modules"
	says 'only those of another flavour, 7.3.4+deb13-amd64'
}

headers_of_another_kernel_are_refused() {
	good_kernel
	installed 7.3.4-amd64
	program uname 7.3.4-amd64
	gives 0 env PATH="$work/bin:$PATH" "$top/scripts/check-kdir" --modules "$work/modules"
	echo 7.3.4-other >"$work/modules/7.3.4-amd64/build/include/config/kernel.release"
	gives 1 env PATH="$work/bin:$PATH" "$top/scripts/check-kdir" --modules "$work/modules"
	says 'are of 7.3.4-other, and the running kernel is 7.3.4-amd64'
}

make_calls_Kbuild_without_BTF_where_vmlinux_is_missing() {
	good_kernel
	make_gives 0 KDIR="$work/kdir"
	says 'BTF command line'
	: >"$work/kdir/vmlinux"
	make_gives 0 KDIR="$work/kdir"
	says 'BTF undefined'
}

run_tests "$tests" "$@"
