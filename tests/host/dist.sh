#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# dist: the tarball of scripts/dist, and the scripts in what was unpacked from it, on the host.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
dist-holds-what-git-tracks-and-nothing-else
dist-of-the-same-files-is-the-same
dist-of-an-unpacked-dist-is-the-same
check-of-an-unpacked-dist-sees-its-files
build-of-files-older-than-the-last-build-is-new
changelog-names-the-version
'
top=$(cd "${0%/*}/../.." && pwd -P)

# toy: makes a repository, $work/toy, with this one's scripts.
toy() {
	rm -rf "$work/toy" "$work/unpacked"
	mkdir -p "$work/toy/src"
	cp -R "$top/scripts" "$top/.gitignore" "$work/toy"
	cd "$work/toy"
	echo 'obj-m := toy.o' >Kbuild
	echo '// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
crate::module_version!("1.2.3");' >src/toy.rs
	ln -s toy.rs src/link
	git init -q .
	git add .
	git -c user.name=t -c user.email=t@localhost commit -qm toy --date=@1700000000
	: >stray
	: >src/toy.o
}

# unpack: $work/unpacked/toy-1.2.3, where this test then is.
unpack() {
	gives 0 scripts/dist
	expect_eq "$said" "$work/toy/toy-1.2.3.tar.xz" "what was printed"
	mkdir "$work/unpacked"
	"$top/scripts/in-sysroot" xz -dc <toy-1.2.3.tar.xz | tar -C "$work/unpacked" -xf -
	cd "$work/unpacked/toy-1.2.3"
}

dist_holds_what_git_tracks_and_nothing_else() {
	toy
	git ls-files | sort >"$work/tracked"
	unpack
	find . ! -type d | sed 's|^\./||' | sort >"$work/held"
	expect_eq "$(cat "$work/held")" "$(cat "$work/tracked")" "the files"
	expect_eq "$(cat src/link)" "$(cat src/toy.rs)" "what the link leads to"
	expect_eq "$(find . -type f -executable | wc -l)" "$(find "$top/scripts" -type f -executable | wc -l)" "programs"
}

dist_of_the_same_files_is_the_same() {
	toy
	gives 0 scripts/dist
	mv toy-1.2.3.tar.xz "$work/first"
	find . -name .git -prune -o -exec touch -h {} +
	(umask 077 && chmod -R go-rwx src && gives 0 scripts/dist)
	cmp toy-1.2.3.tar.xz "$work/first"
	echo >>src/toy.rs
	gives 0 scripts/dist
	! cmp -s toy-1.2.3.tar.xz "$work/first" || fail "a change of a file does not show"
}

# Also inside the work tree of another repository.
dist_of_an_unpacked_dist_is_the_same() {
	toy
	unpack
	git init -q "$work/unpacked"
	: >src/toy.o
	gives 0 scripts/dist
	cmp toy-1.2.3.tar.xz "$work/toy/toy-1.2.3.tar.xz"
}

check_of_an_unpacked_dist_sees_its_files() {
	toy
	unpack
	gives 1 scripts/check 'an SPDX line'
	says 'not ok  an SPDX line in every file'
	expect_eq "$(echo "$said" | grep ': no SPDX')" '        Kbuild: no SPDX line' "what has none"
}

# As when a tarball is unpacked again over a folder in which something was changed.
build_of_files_older_than_the_last_build_is_new() {
	toy
	cp "$top/Makefile" .
	for text in changed unpacked; do
		printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_VERSION("%s");\n' $text >toy.c
		touch -d '1 hour ago' toy.c
		gives 0 scripts/build
		built=$(echo "$said" | tail -n 1)
		grep -qa "version=$text" "$built/toy.ko" || fail "built from another file"
		# The times of files advance in steps, which can be 10 ms.
		sleep 0.1
	done
	rm -rf "$built"
}

changelog_names_the_version() {
	version=$(sed -n 's/^crate::module_version!("\(.*\)");$/\1/p' "$top/src/hello.rs")
	grep -q "^## \[$version\] - " "$top/CHANGELOG.md" || fail "CHANGELOG.md has no version $version"
}

run_tests "$tests" "$@"
