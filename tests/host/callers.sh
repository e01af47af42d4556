#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# callers: that the scripts and make do the same whoever calls them, on the host: with another umask,
# another environment, from other folders. Each test has a cache of its own. A stand-in for mmdebstrap
# makes a sysroot of a few files; it is not entered.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/kdir.sh
. "${0%/*}/../lib/kdir.sh"
# shellcheck source=../lib/small-sysroot.sh
. "${0%/*}/../lib/small-sysroot.sh"

tests='
cache-does-not-depend-on-the-umask
scripts-run-tools-in-an-environment-of-their-own
scripts-work-with-CDPATH
make-takes-variables-from-its-command-line-only
make-hands-on-no-variable-of-the-environment
every-variable-that-counts-is-documented
cache-and-TMPDIR-of-an-odd-path-are-refused-in-one-line
clone-of-an-odd-path-is-refused-in-one-line
make-refuses-an-odd-path-in-one-line
packages-of-an-ordinary-user-are-unpacked-where-that-is-possible
packages-of-an-ordinary-user-without-a-place-name-each-reason
shell-without-a-terminal-is-refused
step-shows-the-seconds-on-a-terminal-and-nowhere-else
'
top=$(cd "${0%/*}/../.." && pwd)
places=/var/tmp/places.$$

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "${work:?}/cache" "${work:?}/bin"
	mkdir -p "$XDG_CACHE_HOME"
}

after_test() {
	rm -rf "$places"
}

cache_does_not_depend_on_the_umask() {
	small_sysroot
	umask 077
	gives 0 env PATH="$PATH" "$top/scripts/sysroot"
	[ -d "${said##*
}/etc/sysroot/kernels" ] || fail "no sysroot was made" "$said"
	closed=$(find "$XDG_CACHE_HOME/external-modules" ! -type l ! -perm -a=r)
	expect_eq "$closed" '' "what others cannot read"
}

# hostile COMMAND...: runs it in an environment that other projects, or WSL, may have left. Because of the n in
# MAKEFLAGS make prints two lines that say how it calls itself again.
hostile() {
	env CDPATH="$top:/" GREP_OPTIONS=--invert-match POSIXLY_CORRECT=1 BASH_ENV="$work/absent" LC_ALL=tr_TR.UTF-8 \
		RUSTFLAGS=--no-such-flag CARGO_BUILD_TARGET=none KBUILD_OUTPUT="$work/absent" KBUILD_MODPOST_WARN=1 \
		ARCH=vax CROSS_COMPILE=vax- LLVM=-99 O="$work/absent" V=1 W=e C=2 MO="$work/absent" CLIPPY=1 \
		T=no-such-test M="$work/absent" NAME=host DIR=/ KEY=key KUNIT=y INSTALL_MOD_PATH="$work/absent" \
		unfit='not this time' kbuild=false 'BASH_FUNC_make%%=() { false; }' 'MAKEFLAGS=knB -j3 -- V=1 W=e' "$@"
}

# The stand-in for mmdebstrap writes down its environment.
scripts_run_tools_in_an_environment_of_their_own() {
	small_sysroot "env >$work/seen"
	gives 0 hostile PATH="$PATH" http_proxy=http://127.0.0.1:9 "$top/scripts/sysroot"
	seen=$(sed 's/=.*//' "$work/seen" | grep -vxE '_|SHLVL|OLDPWD|PWD|TERM|TMPDIR' | sort | tr '\n' ' ')
	expect_eq "$seen" 'ABI FLAVOUR HOME KERNEL LC_ALL PATH SUITE XDG_CACHE_HOME http_proxy ' "the environment"
}

scripts_work_with_CDPATH() {
	need_namespaces
	cd "$top"
	gives 1 hostile sh scripts/sysroot --cached
	expect_eq "$(echo "$said" | head -n 1)" 'sysroot: there is no sysroot for SUITE=trixie FLAVOUR=amd64' "words"
	# A folder of that name is found by way of CDPATH.
	mkdir -p "$work/elsewhere/scripts"
	gives 1 env CDPATH="$work/elsewhere" sh scripts/sysroot --cached
	expect_eq "$(echo "$said" | head -n 1)" 'sysroot: there is no sysroot for SUITE=trixie FLAVOUR=amd64' "words"
}

make_takes_variables_from_its_command_line_only() {
	cd "$top"
	targets='test test-long test-debug check doctor help'
	# shellcheck disable=SC2086 # one word a target
	wanted=$(make -n $targets)
	# shellcheck disable=SC2086
	expect_eq "$(hostile make -n $targets | sed 1,2d)" "$wanted" "make -n $targets"
	expect_eq "$(hostile make -n test T=read | sed 1,2d)" 'scripts/test read' "make -n test T=read"
	cd /
	expect_eq "$(hostile make -C "$top" -n test T=read | grep '^scripts')" 'scripts/test read' "make -C $top"
}

# make_of_a_good_kernel: a kernel's build folder for which check-kdir finds nothing wrong. Its make prints what it is
# given.
make_of_a_good_kernel() {
	good_kernel ''
	# shellcheck disable=SC2016 # expanded by make
	printf 'modules:\n\t@env | sort\n\t@echo V is "$(V)", M is "$(M)", LLVM is "$(LLVM)", flags are $(MAKEFLAGS)\n' >"$work/kdir/Makefile"
	program clang-15 'clang 15'
	program ld.lld-15 'lld 15'
	PATH=$work/bin:$PATH
}

make_hands_on_no_variable_of_the_environment() {
	make_of_a_good_kernel
	cd "$top"
	set -- KDIR="$work/kdir" RUSTC="$work/bin/rustc"
	wanted=$(env -i PATH="$PATH" HOME="$HOME" XDG_CACHE_HOME="$XDG_CACHE_HOME" make "$@")
	said=$(hostile env -u SHELL -u TERM -u TMPDIR -u SUITE -u FLAVOUR -u KERNEL make "$@" | sed 1,2d)
	expect_eq "$said" "$wanted" "what Kbuild is given"
	said=$(hostile make "$@" V=2 LLVM=-15)
	says "V is 2, M is $top, LLVM is -15"
}

# scripts/lib/environment lists them; those of tests, by a pattern at the end.
every_variable_that_counts_is_documented() {
	sed '/^#/d; s/(.*//; s/|/\n/g' "$top/scripts/lib/environment" | grep -xE '[A-Z_]+' | while read -r name; do
		grep -q "\`$name\`" "$top/README.md" "$top/docs/testing.md" || fail "no document names $name"
	done
}

# refused_in_one_line STATUS CHARACTER COMMAND...
refused_in_one_line() {
	character=$2
	status=$1
	shift 2
	gives "$status" "$@"
	says "$character"
	says "holds '$character', and only letters"
	expect_eq "$(printf '%s\n' "$said" | grep -c .)" 1 "lines of $said"
}

cache_and_TMPDIR_of_an_odd_path_are_refused_in_one_line() {
	for character in ' ' ',' : ';' '#' '$' '%' "'" '"' '*' '(' ü; do
		mkdir "$work/a${character}b"
		refused_in_one_line 1 "$character" env XDG_CACHE_HOME="$work/a${character}b" "$top/scripts/sysroot" --cached
		refused_in_one_line 1 "$character" env TMPDIR="$work/a${character}b" "$top/scripts/sysroot" --cached
	done
}

clone_of_an_odd_path_is_refused_in_one_line() {
	mkdir "$work/my clone"
	cp -R "$top/Makefile" "$top/Kbuild" "$top/scripts" "$work/my clone"
	refused_in_one_line 1 ' ' "$work/my clone/scripts/test"
	refused_in_one_line 2 ' ' make -s -C "$work/my clone"
}

make_refuses_an_odd_path_in_one_line() {
	cd "$top"
	for character in ' ' ',' : ';' "'" '"' '*' '(' ü; do
		refused_in_one_line 2 "$character" make KDIR="$work/a${character}b"
		refused_in_one_line 2 "$character" env XDG_CACHE_HOME="$work/a${character}b" make
	done
	# Plain ones go on to the next check.
	gives 2 make KDIR="$work/Az09._+@~-"
	says 'There is no folder'
}

# ordinary_sysroot STATUS FULL FOLDER: scripts/sysroot has to end with STATUS for an ordinary user with
# FOLDER as TMPDIR. In the folders that match the pattern FULL 100 MB are free, elsewhere 9000. The
# folders of these tests are not in $work, because a folder above that may be closed.
ordinary_sysroot() {
	export XDG_CACHE_HOME="$places/cache"
	mkdir -p "$places/open" "$places/full" "$places/mount" "$places/closed" "$XDG_CACHE_HOME"
	chmod 700 "$places/closed"
	small_sysroot "echo \$TMPDIR >$work/seen"
	cat >"$work/bin/df" <<-EOF
		#!/bin/sh
		free=9000
		case \$2 in $2) free=100 ;; esac
		printf 'Filesystem Blocks Used Available Capacity Mounted\nx 1 1 %s 1%% /\n' \$free
	EOF
	printf '#!/bin/sh\n' >"$work/bin/newuidmap"
	chmod 755 "$work/bin/newuidmap" "$work/bin/df"
	gives "$1" bwrap --unshare-user --uid 1000 --gid 1000 --dev-bind / / --tmpfs "$places/mount" \
		env TMPDIR="$places/$3" "$top/scripts/sysroot"
}

packages_of_an_ordinary_user_are_unpacked_where_that_is_possible() {
	ordinary_sysroot 0 '*/full' open
	expect_eq "$(cat "$work/seen")" "$places/open" "mmdebstrap's TMPDIR"
	for folder in closed full mount absent; do
		rm -rf "$places/cache"
		ordinary_sysroot 0 '*/full' $folder
		says ", in $places/cache/external-modules/tmp ..."
		expect_eq "$(cat "$work/seen")" "$places/cache/external-modules/tmp" "mmdebstrap's TMPDIR"
	done
}

packages_of_an_ordinary_user_without_a_place_name_each_reason() {
	rm -f "$work/seen"
	ordinary_sysroot 1 '*/tmp' closed
	says "$places/closed: $places/closed is closed to other users; "
	says "$places/cache/external-modules/tmp: has 100 MB free of 7000 MB needed; "
	says "/var/tmp: "
	says 'set TMPDIR to a folder with '
	[ ! -e "$work/seen" ] || fail "the download was begun all the same"
}

# Both refuse before they build or download anything, which the time limit is for.
shell_without_a_terminal_is_refused() {
	for arguments in shell 'guest --interactive'; do
		# shellcheck disable=SC2086 # the script and its argument
		gives 1 timeout 5 "$top/scripts/"$arguments </dev/null
		says 'there is no terminal for a shell'
		says 'scripts/shell FILE'
	done
	# With a terminal it goes on: there, to the download.
	small_sysroot
	gives 1 timeout 20 script -qec "$top/scripts/shell" /dev/null
	says 'making a sysroot'
}

step_shows_the_seconds_on_a_terminal_and_nowhere_else() {
	small_sysroot 'sleep 4.5'
	XDG_CACHE_HOME="$work/cache/other" "$top/scripts/sysroot" >"$work/plain" 2>&1 &
	script -qec "$top/scripts/sysroot" /dev/null </dev/null >"$work/terminal"
	wait $!
	# Of each, the first line without its numbers; to an ordinary user it also says where.
	began='sysroot: making a sysroot of trixie ...'
	numbers='s/, in [^ ]*//; s/[0-9][0-9]* s/N s/g; s/\(N s<<<\)\{1,\}/N s<<</; q'
	expect_eq "$(sed "$numbers" "$work/plain")" "$began N s" "without a terminal"
	expect_eq "$(tr -d '\r' <"$work/terminal" | tr '\b\033' '<^' | sed "$numbers")" "$began N s<<<^[KN s" "on a terminal"
}

run_tests "$tests" "$@"
