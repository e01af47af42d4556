#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# layouts: plain make against headers that lie as other distributions have them. This is a simulation: the headers and the
# compilers are those of the sysroot, and the commands run in it.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
make-builds-where-all-headers-are-in-one-folder
make-builds-where-the-metadata-is-a-package-of-its-own
install-signs-with-the-kernels-own-key
'
top=$(cd "${0%/*}/../.." && pwd)
module=$(sed -n 's/^obj-m *[:+]*= *\([^ ]*\)\.o.*/\1/p' "$top/Kbuild" | head -n 1)

before_test() {
	"$top/scripts/build" >/dev/null || fail "scripts/build has failed"
	rm -rf "${work:?}/src" "$work/out" "$work/image"
	mkdir -p "$work/src" "$work/out" "$work/image"
}

# inside SCRIPT: runs it in the sysroot, in $work/src, with $headers and $common, the two folders of Debian's headers.
inside() {
	# shellcheck disable=SC2016 # expanded inside the sysroot
	"$top/scripts/in-sysroot" --rw "$work" sh -euc '
		cd "$1/src"
		headers=$(readlink -f "$KDIR")
		common=$(sed -n "s/^include \(.*\)\/Makefile$/\1/p" "$headers/Makefile")
		# merge FOLDER FOLDER NEW: makes NEW, with links to what is in both; the first has precedence.
		merge() (
			mkdir "$3"
			for entry in "$1"/* "$2"/*; do
				name=${entry##*/}
				if [ -d "$1/$name" ] && [ -d "$2/$name" ] && [ ! -L "$1/$name" ]; then
					[ -e "$3/$name" ] || merge "$1/$name" "$2/$name" "$3/$name"
				else
					[ -e "$3/$name" ] || ln -s "$entry" "$3/$name"
				fi
			done
		)
		eval "$2"' - "$work" "$1"
}

# one_folder: makes src/build with all headers in it, as Arch and Fedora have them: source, config, built tools and
# metadata. Its Makefile is the kernel's own, so that Kbuild takes gcc for the compiler.
one_folder() {
	# shellcheck disable=SC2016 # expanded inside the sysroot
	inside '
		merge "$common" "$headers" build
		cp "$headers/.config" build
		rm -f build/rust
		cp -rs "$headers/rust" build/rust
		rm build/rust/rust-metadata.list'
}

# make_gives STATUS KDIR ARGUMENT...: plain make in the sysroot.
make_gives() {
	wanted_status=$1 kdir=$2
	shift 2
	gives "$wanted_status" "$top/scripts/in-sysroot" --rw "$work" make -C "$top" -s --no-print-directory -j2 KDIR="$kdir" MO="$work/out" "$@"
}

is_built() {
	[ -f "$work/out/$module.ko" ] || fail "no $module.ko" "$said"
}

make_builds_where_all_headers_are_in_one_folder() {
	one_folder
	make_gives 0 "$work/src/build"
	is_built
}

# As Ubuntu has it: rust is a link into another package's folder, and there is no vmlinux.
make_builds_where_the_metadata_is_a_package_of_its_own() {
	one_folder
	mkdir "$work/src/linux-lib-rust-generic"
	rm "$work/src/build/vmlinux"
	mv "$work/src/build/rust" "$work/src/linux-lib-rust-generic/rust"
	make_gives 2 "$work/src/build"
	says 'ship no Rust metadata'
	ln -s ../linux-lib-rust-generic/rust "$work/src/build/rust"
	make_gives 0 "$work/src/build"
	is_built
	case $said in *BTF*) fail "BTF is spoken of" "$said" ;; esac
}

# The key of a kernel that one has built oneself, and the System.map that Kbuild's depmod wants.
install_signs_with_the_kernels_own_key() {
	one_folder
	# shellcheck disable=SC2016 # expanded inside the sysroot
	inside '
		cd build
		: >System.map
		key=$(sed -n "s/^CONFIG_MODULE_SIG_KEY=\"\(.*\)\"/\1/p" .config)
		mkdir -p certs "${key%/*}"
		openssl req -new -x509 -nodes -newkey rsa:2048 -subj /CN=test -keyout "$key" -outform DER -out certs/signing_key.x509 2>/dev/null'
	make_gives 0 "$work/src/build"
	make_gives 0 "$work/src/build" INSTALL_MOD_PATH="$work/image" CONFIG_MODULE_COMPRESS_ALL= modules_install
	tail -c 28 "$work"/image/lib/modules/*/updates/"$module.ko" | grep -q 'Module signature appended' || fail "not signed" "$said"
	[ -f "$(echo "$work"/image/lib/modules/*/modules.dep)" ] || fail "depmod has not run" "$said"
}

run_tests "$tests" "$@"
