#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# scripts: what the scripts print and leave behind when something is missing or fails, on the host.
# Each test has a cache of its own.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/kdir.sh
. "${0%/*}/../lib/kdir.sh"

tests='
every-script-has-help-and-refuses-unknown-arguments
every-topic-is-of-some-target
sysroot-without-network-says-so-and-leaves-nothing
sysroot-on-a-full-disk-says-so-and-leaves-nothing
sysroot-waits-for-another-run
sysroot-ends-on-a-signal-and-leaves-nothing
sysroot-of-an-unknown-suite-is-refused
host-packages-prints-the-command-for-each-distribution
in-sysroot-works-from-any-folder
shell-builds-the-samples-for-a-file-that-names-them
doctor-of-nothing-is-red
doctor-finds-a-module-for-another-kernel
clean-all-says-how-much-it-removed
clean-all-removes-nothing-that-a-build-is-using
'
top=$(cd "${0%/*}/../.." && pwd)
outer_cache=${XDG_CACHE_HOME-}

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "$XDG_CACHE_HOME"
	mkdir -p "$XDG_CACHE_HOME"
}

no_sysroot_left() {
	for trace in "$XDG_CACHE_HOME"/external-modules/sysroot*; do
		case $trace in
		*'*' | *.lock) ;;
		*) fail "left behind: $trace" ;;
		esac
	done
}

every_script_has_help_and_refuses_unknown_arguments() {
	for script in "$top"/scripts/* "$top"/*/build "$top"/bench/run "$top"/tests/mutants/run \
		"$top"/exercises/run "$top"/exercises/check; do
		[ -f "$script" ] || continue
		gives 0 "$script" --help
		says 'Usage: '
		says 'Exit codes: '
		case $script in
		*/in-sysroot) continue ;;
		esac
		gives 1 "$script" --no-such-option
		says '--no-such-option'
	done
}

# A topic is a file in tests/FOLDER that runs its tests. Those of the debug kernel are for x86_64 machines only.
every_topic_is_of_some_target() {
	for option in '' --long; do
		gives 1 "$top/scripts/test" ${option:+"$option"} no-such-topic
		said=${said##*topics of make }
		echo "$said " >>"$work/topics"
	done
	grep -l '^run_tests ' "$top"/tests/*/*.sh | grep -vE '/(debug|kfence)/' | while read -r file; do
		topic=${file##*/}
		grep -q "[: ]${topic%.sh} " "$work/topics" || fail "scripts/test runs no $file"
	done
}

# Nothing listens on port 9.
sysroot_without_network_says_so_and_leaves_nothing() {
	need_namespaces
	gives 1 env -u http_proxy MIRROR=http://127.0.0.1:9/debian "$top/scripts/sysroot"
	says 'the network or the mirror does not answer'
	no_sysroot_left
}

sysroot_on_a_full_disk_says_so_and_leaves_nothing() {
	need_namespaces
	gives 1 bwrap --dev-bind / / --size 50000000 --tmpfs "$XDG_CACHE_HOME" "$top/scripts/sysroot"
	says 'MB free'
	no_sysroot_left
}

sysroot_waits_for_another_run() {
	need_namespaces
	mkdir -p "$XDG_CACHE_HOME/external-modules"
	gives 124 flock "$XDG_CACHE_HOME/external-modules/sysroot.lock" timeout 3 "$top/scripts/sysroot"
	says 'waiting for another run'
}

# This mmdebstrap never ends by itself.
sysroot_ends_on_a_signal_and_leaves_nothing() {
	need_namespaces
	mkdir -p "$work/bin"
	printf '#!/bin/sh\n: >%s\nexec sleep 60\n' "$work/began" >"$work/bin/mmdebstrap"
	chmod +x "$work/bin/mmdebstrap"
	# With a process group of its own, to which the signal goes, as from a terminal.
	setsid env PATH="$work/bin:$PATH" "$top/scripts/sysroot" >"$work/said" 2>&1 &
	group=$! status=0
	until [ -e "$work/began" ] || ! kill -0 $group 2>/dev/null; do
		sleep 0.1
	done
	kill -TERM "-$group"
	wait $group || status=$?
	said=$(cat "$work/said")
	expect_eq "$status" 143 "exit status"
	says 'making a sysroot'
	no_sysroot_left
}

sysroot_of_an_unknown_suite_is_refused() {
	gives 1 env SUITE=buzz "$top/scripts/sysroot"
	says 'SUITE=buzz'
}

# PATH has what the script itself uses and one package manager, but not bubblewrap or mmdebstrap.
host_packages_prints_the_command_for_each_distribution() {
	for manager in apt-get dnf pacman zypper; do
		rm -rf "${work:?}/bin"
		mkdir "$work/bin"
		for tool in dirname readlink id sed tr mkdir cat awk; do
			ln -s "$(command -v $tool)" "$work/bin/$tool"
		done
		printf '#!/bin/sh\nexit 99\n' >"$work/bin/$manager"
		chmod +x "$work/bin/$manager"
		gives 1 env PATH="$work/bin" /bin/sh "$top/scripts/host-packages" --check
		says "sudo $manager "
		says mmdebstrap
		says bubblewrap
	done
}

in_sysroot_works_from_any_folder() {
	cd /
	unset XDG_CACHE_HOME
	gives 0 env ${outer_cache:+XDG_CACHE_HOME="$outer_cache"} "$top/scripts/in-sysroot" sh -c "cd '$top' && ls Kbuild"
	expect_eq "$said" Kbuild "output"
}

# In a clone where what scripts/shell calls only says so.
shell_builds_the_samples_for_a_file_that_names_them() {
	mkdir -p "$work/clone/samples"
	cp -R "$top/scripts" "$top/Kbuild" "$work/clone"
	for script in scripts/build scripts/guest samples/build; do
		printf '#!/bin/sh\necho %s "$@"\n' $script >"$work/clone/$script"
		chmod 755 "$work/clone/$script"
	done
	echo lsmod >"$work/session"
	gives 0 "$work/clone/scripts/shell" "$work/session"
	says "scripts/guest --add "
	case $said in *samples*) fail "$said" ;; esac
	echo 'insmod samples/oops.ko' >"$work/session"
	gives 0 "$work/clone/scripts/shell" "$work/session"
	says '--add samples/build:/root/samples'
}

doctor_of_nothing_is_red() {
	need_namespaces
	gives 1 "$top/scripts/doctor"
	says 'missing  sysroot with this kernel; remedy: scripts/sysroot'
}

doctor_finds_a_module_for_another_kernel() {
	kernel 7.3.4 CONFIG_RUST=y 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0"' 'CONFIG_CC_VERSION_TEXT="sh 1"'
	program rustc 'rustc 1.0.0'
	echo 7.3.4-other >"$work/kdir/include/config/kernel.release"
	printf 'vermagic=7.3.4-mine SMP \0' >"$work/module.ko"
	gives 1 env PATH="$work/bin:$PATH" KDIR="$work/kdir" MODULE="$work/module.ko" "$top/scripts/doctor"
	says 'built for 7.3.4-mine, the kernel is 7.3.4-other'
}

clean_all_says_how_much_it_removed() {
	mkdir -p "$XDG_CACHE_HOME/external-modules"
	head -c 2097152 /dev/zero >"$XDG_CACHE_HOME/external-modules/two-megabytes"
	gives 0 "$top/scripts/clean" --all
	says "removed $XDG_CACHE_HOME/external-modules, 2."
	[ ! -e "$XDG_CACHE_HOME/external-modules" ] || fail "it is still there"
	gives 0 "$top/scripts/clean" --all
	says 'there is no '
}

clean_all_removes_nothing_that_a_build_is_using() {
	lock=$XDG_CACHE_HOME/external-modules/build-1.lock
	mkdir -p "${lock%/*}"
	exec 9>"$lock"
	flock 9
	gives 1 "$top/scripts/clean" --all 9>&-
	says 'another run is using'
	[ -e "$lock" ] || fail "it is removed"
	exec 9>&-
	gives 0 "$top/scripts/clean" --all
}

run_tests "$tests" "$@"
