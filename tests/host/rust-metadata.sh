#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# rust-metadata: what scripts/rust-metadata puts beside a kernel's headers is complete, and what was made for other
# headers is not taken for it. All but the first test use a made-up kernel.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/kdir.sh
. "${0%/*}/../lib/kdir.sh"

tests='
warn-on-builds-in-an-external-module
metadata-from-before-is-made-again
metadata-of-other-headers-is-made-again
metadata-that-is-there-is-left-alone
metadata-is-removed-with-its-list
what-two-flavours-share-goes-with-the-last
rust-metadata-takes-RUSTC-and-BINDGEN
source-that-is-unpacked-is-used-up-and-else-the-tarball
'
top=$(cd "${0%/*}/../.." && pwd)

# The macro reads rust/kernel/generated_arch_*_asm.rs when the module is compiled.
warn_on_builds_in_an_external_module() {
	mkdir "$work/warns"
	echo 'obj-m := warns.o' >"$work/warns/Kbuild"
	cat >"$work/warns/warns.rs" <<-'END'
		//! A module that warns.
		use kernel::prelude::*;
		struct Warns;
		module! { type: Warns, name: "warns", authors: ["its author"], description: "warns", license: "GPL", }
		impl kernel::Module for Warns {
		    fn init(_module: &'static ThisModule) -> Result<Self> {
		        kernel::warn_on!(true);
		        Ok(Self)
		    }
		}
	END
	"$top/scripts/build" >/dev/null 2>&1 || fail "scripts/build has failed"
	# shellcheck disable=SC2016 # KDIR is expanded inside the sysroot
	gives 0 "$top/scripts/in-sysroot" --rw "$work" sh -c 'make -s -C "$KDIR" M="$1" modules' - "$work/warns"
	[ -f "$work/warns/warns.ko" ] || fail "no module" "$said"
}

# makes_it_again: rust-metadata has to go on to its next check, of rustc.
makes_it_again() {
	echo 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0 (of long ago)"' >>"$work/kdir/.config"
	gives 1 "$top/scripts/rust-metadata" --kdir "$work/kdir"
	says 'built by rustc 1.0.0 (of long ago)'
}

metadata_from_before_is_made_again() {
	kernel 7.3.4 CONFIG_RUST=y
	echo "$work/kdir/rust/libkernel.rmeta" >"$work/kdir/rust/rust-metadata.list"
	makes_it_again
}

metadata_of_other_headers_is_made_again() {
	kernel 7.3.4 CONFIG_RUST=y
	made_for_these_headers
	makes_it_again
}

metadata_that_is_there_is_left_alone() {
	kernel 7.3.4 CONFIG_RUST=y
	made_for_these_headers
	gives 0 "$top/scripts/rust-metadata" --kdir "$work/kdir"
	expect_eq "$said" '' "words"
}

metadata_is_removed_with_its_list() {
	kernel 7.3.4 CONFIG_RUST=y
	made_for_these_headers
	gives 0 "$top/scripts/rust-metadata" --kdir "$work/kdir" --remove
	[ ! -e "$work/kdir/rust" ] || fail "left: $(ls "$work/kdir/rust")"
}

# The folder scripts/ of two flavours of one version is a link into a package that they share.
what_two_flavours_share_goes_with_the_last() {
	mkdir -p "$work/shared"
	for flavour in one two; do
		kernel 7.3.4 CONFIG_RUST=y
		made_for_these_headers
		ln -s ../shared "$work/kdir/scripts"
		: >"$work/shared/target.json"
		echo "$work/shared/target.json" >>"$work/kdir/rust/rust-metadata.list"
		sed -i "s|/kdir/|/$flavour/|" "$work/kdir/rust/rust-metadata.list"
		mv "$work/kdir" "$work/$flavour"
	done
	gives 0 "$top/scripts/rust-metadata" --kdir "$work/one" --remove
	[ -f "$work/shared/target.json" ] || fail "it is gone while the other flavour needs it"
	gives 0 "$top/scripts/rust-metadata" --kdir "$work/two" --remove
	[ ! -e "$work/shared/target.json" ] || fail "it is left"
}

rust_metadata_takes_RUSTC_and_BINDGEN() {
	kernel 7.3.4 CONFIG_RUST=y 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0"' 'CONFIG_BINDGEN_VERSION_TEXT="bindgen 0.1"' \
		'CONFIG_CC_VERSION_TEXT="no-such-gcc 1.0"'
	rm "$work/kdir/rust/libkernel.rmeta"
	program my-rustc 'rustc 1.0.0'
	program my-bindgen 'bindgen 0.1'
	gives 1 env RUSTC="$work/bin/my-rustc" "$top/scripts/rust-metadata" --kdir "$work/kdir"
	says 'built by bindgen 0.1'
	gives 1 env RUSTC="$work/bin/my-rustc" BINDGEN="$work/bin/my-bindgen" "$top/scripts/rust-metadata" --kdir "$work/kdir"
	says 'built by no-such-gcc 1.0'
}

# The source is a toy, which cannot be configured.
source_that_is_unpacked_is_used_up_and_else_the_tarball() {
	export XDG_CACHE_HOME="$work/cache"
	kernel 7.3.4 CONFIG_RUST=y 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0"' 'CONFIG_BINDGEN_VERSION_TEXT="bindgen 0.1"' \
		'CONFIG_CC_VERSION_TEXT="toy-gcc 1.0"'
	rm "$work/kdir/rust/libkernel.rmeta"
	program rustc 'rustc 1.0.0'
	program bindgen 'bindgen 0.1'
	program toy-gcc 'toy-gcc 1.0'
	source=$work/cache/linux-source-7.3
	for from in folder tarball; do
		mkdir -p "$source"
		printf 'olddefconfig:\n\t@echo made from the %s; false\n' $from >"$source/Makefile"
		[ $from = folder ] || { tar -C "$work/cache" -cJf "$source.tar.xz" linux-source-7.3 && rm -r "$source"; }
		gives 1 env PATH="$work/bin:$PATH" "$top/scripts/rust-metadata" --kdir "$work/kdir" --source "$source"
		says "made from the $from"
		[ ! -e "$source" ] || fail "the folder is left"
	done
	[ -f "$source.tar.xz" ] || fail "the tarball is used up, too"
}

run_tests "$tests" "$@"
