#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# kernels: several kernels in one sysroot, on the host. Stand-ins make a sysroot of a few files and download
# nothing. Each test has a cache of its own.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/small-sysroot.sh
. "${0%/*}/../lib/small-sysroot.sh"

tests='
one-sysroot-holds-many-kernels
cached-asks-for-the-kernel-too
abis-are-those-of-the-flavour-that-have-Rust
kernel-that-the-suite-lacks-is-refused-with-a-list
image-of-another-version-is-refused
install-that-was-killed-is-undone-and-done-again
update-keeps-the-sysroot-while-the-compilers-stay
newest-kernel-may-be-there-by-its-ABI
source-is-downloaded-once-for-all-flavours
older-source-goes-when-another-is-downloaded
download-that-fails-leaves-nothing
unknown-flavour-is-refused
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	# The stand-in for bwrap of the test before would say that there are no namespaces.
	rm -rf "${work:?}/bin"
	(need_namespaces)
	[ ! -s "$work/skipped" ] || return 0
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "${work:?}/cache" "$work/apt"
	mkdir -p "$XDG_CACHE_HOME"
	small_sysroot "echo made >>$work/cache/trees"
	small_dpkg
	arch=$(small_arch)
}

# sysroot [VARIABLE=VALUE...]: runs scripts/sysroot, with $option if there is one. Sets $tree to what it prints.
sysroot() {
	gives 0 env PATH="$PATH" "$@" "$top/scripts/sysroot" ${option:+"$option"}
	tree=$(echo "$said" | tail -n 1)
}

# kernels: prints those in the sysroot.
kernels() {
	ls "$tree/etc/sysroot/kernels"
}

one_sysroot_holds_many_kernels() {
	option=
	sysroot FLAVOUR=rt
	first=$tree
	sysroot ABI=7.2.6
	sysroot
	expect_eq "$tree" "$first" "the sysroot"
	expect_eq "$said" "$first" "all that is said when all is there"
	expect_eq "$(kernels)" "$(printf '%s\n' "7.2.6-$arch" "7.3.4-$arch" "7.3.4-rt-$arch")" "kernels"
	expect_eq "$(cat "$tree/etc/sysroot/newest-$arch" "$tree/etc/sysroot/newest-rt-$arch")" \
		"$(printf '%s\n' "7.3.4-$arch" "7.3.4-rt-$arch")" "the newest ones"
	expect_eq "$(cat "$work/cache/trees")" made "runs of mmdebstrap"
}

cached_asks_for_the_kernel_too() {
	option=
	sysroot
	gives 1 env PATH="$PATH" FLAVOUR=rt ABI=7.2.6 "$top/scripts/sysroot" --cached
	says "there is no sysroot for SUITE=trixie FLAVOUR=rt-$arch ABI=7.2.6"
	option=--cached
	sysroot
}

abis_are_those_of_the_flavour_that_have_Rust() {
	option=--abis
	sysroot
	expect_eq "$(echo "$said" | grep -v ' \.\.\. ')" "$(printf '%s\n' 7.2.6 7.2.10 7.3.4)" "ABIs"
	[ ! -e "$work/cache/trees" ] || fail "a sysroot was made for it"
}

kernel_that_the_suite_lacks_is_refused_with_a_list() {
	gives 1 env PATH="$PATH" ABI=6.1.0 "$top/scripts/sysroot"
	says "trixie has no kernel 6.1.0-$arch"
	says 'its kernels are: ABI=7.2.6 ABI=7.2.10 ABI=7.3.4'
}

image_of_another_version_is_refused() {
	option=
	sysroot
	echo 1 >"$work/image"
	gives 1 env PATH="$PATH" FLAVOUR=rt "$top/scripts/sysroot"
	says 'the mirror offers headers 2, source 2 and image 1'
	expect_eq "$(kernels)" "7.3.4-$arch" "kernels"
}

install_that_was_killed_is_undone_and_done_again() {
	option=
	sysroot
	cp "$tree/var/lib/dpkg/status" "$work/status"
	# shellcheck disable=SC2016 # expanded by the stand-in
	small_dpkg 'kill -9 $PPID; exit 1'
	gives 1 env PATH="$PATH" FLAVOUR=rt "$top/scripts/sysroot"
	expect_eq "$(kernels)" "7.3.4-$arch" "kernels"
	# What dpkg finds in the next run is the database from before.
	small_dpkg "cp \$tree/var/lib/dpkg/status $work/found"
	sysroot FLAVOUR=rt
	expect_eq "$(cat "$work/found")" "$(cat "$work/status" && echo 'half done')" "dpkg's status in the second run"
	expect_eq "$(kernels)" "$(printf '%s\n' "7.3.4-$arch" "7.3.4-rt-$arch")" "kernels"
	[ ! -e "$tree/var/lib/dpkg.before" ] || fail "a copy of the database is left"
}

update_keeps_the_sysroot_while_the_compilers_stay() {
	option=
	sysroot
	first=$tree
	sysroot ABI=7.2.6
	option=--update
	sysroot
	expect_eq "$tree" "$first" "the sysroot"
	says "7.3.4-$arch is still the newest"
	echo 1.1 >"$work/compilers"
	small_mmdebstrap "echo made >>$work/cache/trees"
	sed -i "s|WORK|$work|g; s|ARCH|$arch|g" "$work/bin/mmdebstrap"
	sysroot
	expect_eq "${tree##*/sysroot-trixie-}" "$(echo "${first##*/sysroot-trixie-}" | sed 's/-1-/-1.1-/g; s/-1$/-1.1/')" "the new sysroot"
	expect_eq "$(wc -l <"$work/cache/trees")" 2 "runs of mmdebstrap"
}

newest_kernel_may_be_there_by_its_ABI() {
	option=
	sysroot ABI=7.3.4 FLAVOUR=rt
	sysroot ABI=7.2.6
	sysroot FLAVOUR=rt
	expect_eq "$(cat "$tree/etc/sysroot/newest-rt-$arch")" "7.3.4-rt-$arch" "the newest one"
	expect_eq "$(grep -c '^install.*linux-headers-7.3.4-rt' "$work/apt")" 1 "installs of it"
}

# The tarball is kept for the next kernel of the same version, the folder for the first build only.
source_is_downloaded_once_for_all_flavours() {
	option=
	sysroot
	cache=$XDG_CACHE_HOME/external-modules
	expect_eq "$(cd "$cache/linux-source-2" && find . -type f)" ./Makefile "what is unpacked for the first build"
	for flavour in "$arch" rt; do
		option=
		sysroot FLAVOUR="$flavour"
		rm -rf "$cache/linux-source-2"
		option=--source
		sysroot FLAVOUR="$flavour"
		expect_eq "$said" "$cache/linux-source-2" "the source"
		option=--tarball
		sysroot FLAVOUR="$flavour"
		expect_eq "$said" "$cache/linux-source-2.tar.xz" "the tarball"
	done
	expect_eq "$(grep -c '^download linux-source' "$work/apt")" 1 "downloads of it"
	tar -tf "$cache/linux-source-2.tar.xz" >/dev/null
}

older_source_goes_when_another_is_downloaded() {
	option=
	mkdir -p "$XDG_CACHE_HOME/external-modules"
	: >"$XDG_CACHE_HOME/external-modules/linux-source-1.tar.xz"
	sysroot ABI=7.2.6
	[ ! -d "$XDG_CACHE_HOME/external-modules/linux-source-2" ] || fail "the newest kernel's source is unpacked, and nothing was built for it"
	option=--source
	sysroot
	expect_eq "$(cd "$XDG_CACHE_HOME/external-modules" && ls -d linux-source-*)" linux-source-2.tar.xz "tarballs"
}

# fails_and_leaves_nothing OPTION: scripts/sysroot OPTION fails, and the cache holds the same as before.
fails_and_leaves_nothing() {
	(cd "$XDG_CACHE_HOME/external-modules" && find . -path ./log -prune -o -print | sort) >"$work/before"
	gives 1 env PATH="$PATH" "$top/scripts/sysroot" "$1"
	says 'downloading the '
	says 'the cache is as it was before'
	(cd "$XDG_CACHE_HOME/external-modules" && find . -path ./log -prune -o -print | sort) >"$work/after"
	diff "$work/before" "$work/after" || fail "after scripts/sysroot $1"
}

# The mirror fails, and then what it sends is cut off.
download_that_fails_leaves_nothing() {
	option=
	sysroot
	rm -rf "$XDG_CACHE_HOME"/external-modules/linux-source-*
	cp "$work/bin/apt-get" "$work/apt-get"
	# shellcheck disable=SC2016 # expanded by the stand-in
	sed -i 's/^case/[ "$1" != download ] || exit 100\n&/' "$work/bin/apt-get"
	for option in --source --tarball --modules; do
		fails_and_leaves_nothing $option
	done
	cp "$work/apt-get" "$work/bin/apt-get"
	# shellcheck disable=SC2016 # expanded by the stand-in
	sed -i 's/^case/[ "$1" = -f ] || { head -c 2000 \/dev\/urandom; exit 2; }\n&/' "$work/bin/dpkg-deb"
	for option in --source --tarball --modules; do
		fails_and_leaves_nothing $option
	done
}

unknown_flavour_is_refused() {
	gives 1 env FLAVOUR=vanilla "$top/scripts/sysroot"
	says 'FLAVOUR=vanilla'
}

run_tests "$tests" "$@"
