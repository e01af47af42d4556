#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# way-in: what the scripts do where bubblewrap can make no namespaces, on the host. A stand-in for it
# fails; .ci/container makes a real container. Packages must be installed in none of these tests:
# stand-ins for apt-get and mmdebstrap note that they were called.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
container-of-the-suite-is-its-own-sysroot
container-that-allows-only-a-part-is-its-own-sysroot
container-of-another-suite-is-refused-in-one-line
container-of-another-distribution-is-refused-in-one-line
user-of-a-container-is-refused-in-one-line
machine-that-forbids-namespaces-names-its-setting-in-one-line
root-without-a-sign-of-a-container-is-refused-in-one-line
doctor-without-a-way-in-has-one-line-and-none-is-ok
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	rm -rf "${work:?}/cache" "${work:?}/bin" "$work/called"
	mkdir -p "$XDG_CACHE_HOME" "$work/bin"
	stand_in bwrap 'echo "bwrap: Creating new namespace failed" >&2; exit 1'
	stand_in mmdebstrap "echo mmdebstrap >>$work/called"
	stand_in apt-get "[ \"\$1\" = indextargets ] && echo trixie || echo apt-get >>$work/called"
	system 'debian trixie' 'Debian GNU/Linux 13 (trixie)'
	: >"$work/sign"
	signs='' environment=''
}

after_test() {
	[ ! -e "$work/called" ] || { echo "called: $(cat "$work/called")" && return 1; }
}

# stand_in NAME COMMAND
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
	chmod 755 "$work/bin/$1"
}

# system 'ID CODENAME' PRETTY-NAME
system() {
	printf 'ID=%s\nVERSION_CODENAME=%s\nPRETTY_NAME="%s"\n' "${1% *}" "${1#* }" "$2" >"$work/os-release"
}

# machine UID STATUS COMMAND...: the command has to end with STATUS, as the user UID of a machine with
# these stand-ins, $work/os-release and, of all signs of a container, only $signs (options of bwrap) and
# $environment (of its first process). It cannot write to this machine, if a test fails.
machine() {
	uid=$1 status=$2
	shift 2
	need_namespaces
	# shellcheck disable=SC2086 # one word an option
	set -- --ro-bind "$work/os-release" /etc/os-release $signs --setenv PATH "$work/bin:$PATH" "$@"
	set -- --dev-bind /dev /dev --bind "$work" "$work" --unshare-pid --proc /proc --tmpfs /run "$@"
	for entry in /*; do
		if [ -L "$entry" ]; then
			set -- --symlink "$(readlink "$entry")" "$entry" "$@"
		elif [ -d "$entry" ]; then
			set -- --ro-bind "$entry" "$entry" "$@"
		fi
	done
	gives "$status" env ${environment:+"$environment"} bwrap --unshare-user --uid "$uid" --gid "$uid" --cap-drop ALL "$@"
}

# refused_in_one_line UID TEXT...: scripts/sysroot is refused by one line that contains each TEXT.
refused_in_one_line() {
	machine "$1" 1 "$top/scripts/sysroot"
	expect_eq "$(echo "$said" | wc -l)" 1 "lines of: $said"
	shift
	for text in "$@"; do
		says "$text"
	done
}

container_of_the_suite_is_its_own_sysroot() {
	for sign in /.dockerenv /run/.containerenv /run/systemd/container /run/secrets/kubernetes.io; do
		signs="--ro-bind $work/sign $sign"
		machine 0 1 "$top/scripts/doctor"
		says "ok       a way into the sysroot: in place, which is this container itself ($sign is there)"
		says 'missing  sysroot with this kernel; remedy: scripts/sysroot'
	done
	signs='' environment=container=lxc
	machine 0 1 "$top/scripts/doctor"
	says 'in place, which is this container itself (/proc/1/environ has container=)'
	machine 0 1 "$top/scripts/sysroot" --cached
	says 'there is no sysroot for SUITE=trixie'
}

# What scripts/in-sysroot needs of bubblewrap is more than a mount.
container_that_allows_only_a_part_is_its_own_sysroot() {
	signs="--ro-bind $work/sign /.dockerenv"
	for option in --dev --proc --unshare-net --unshare-pid --unshare-ipc; do
		stand_in bwrap "case \" \$* \" in *' $option '*) echo 'bwrap: $option is forbidden' >&2; exit 1 ;; esac"
		machine 0 1 "$top/scripts/doctor"
		says "ok       a way into the sysroot: in place"
	done
}

container_of_another_suite_is_refused_in_one_line() {
	signs="--ro-bind $work/sign /.dockerenv"
	system 'debian bookworm' 'Debian GNU/Linux 12 (bookworm)'
	refused_in_one_line 0 'sysroot: this container (/.dockerenv is there) forbids bubblewrap to make namespaces' \
		'its packages are of bookworm, and not of trixie' 'Start a container of the image debian:trixie'
	# Only apt knows which of the two this is.
	system 'debian forky' 'Debian GNU/Linux forky/sid'
	refused_in_one_line 0 'of forky, and not of trixie' 'SUITE=forky'
	stand_in apt-get 'echo sid'
	refused_in_one_line 0 'of sid, and not of trixie' 'SUITE=sid'
}

container_of_another_distribution_is_refused_in_one_line() {
	signs="--ro-bind $work/sign /.dockerenv"
	system 'ubuntu noble' 'Ubuntu 24.04'
	refused_in_one_line 0 'its packages are of ubuntu noble, and not of trixie' 'the image debian:trixie'
	: >"$work/os-release"
	refused_in_one_line 0 'its packages are of unknown, and not of trixie'
}

user_of_a_container_is_refused_in_one_line() {
	signs="--ro-bind $work/sign /.dockerenv"
	refused_in_one_line 1000 'only root could install packages here' "Run this as the container's root"
}

machine_that_forbids_namespaces_names_its_setting_in_one_line() {
	mkdir "$work/kernel"
	echo 0 >"$work/none"
	signs="--ro-bind $work/none /proc/sys/user/max_user_namespaces"
	refused_in_one_line 1000 '(user.max_user_namespaces=0)' 'by sudo' 'sudo sysctl user.max_user_namespaces=10000'
	signs="--ro-bind $work/kernel /proc/sys/kernel"
	echo 1 >"$work/kernel/apparmor_restrict_unprivileged_userns"
	refused_in_one_line 1000 '(kernel.apparmor_restrict_unprivileged_userns=1)' 'by sudo' \
		'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'
	echo 0 >"$work/kernel/apparmor_restrict_unprivileged_userns"
	echo 0 >"$work/kernel/unprivileged_userns_clone"
	refused_in_one_line 1000 '(kernel.unprivileged_userns_clone=0)' 'sudo sysctl kernel.unprivileged_userns_clone=1'
}

# A person's own machine is never given packages because something fails on it.
root_without_a_sign_of_a_container_is_refused_in_one_line() {
	refused_in_one_line 0 'something forbids bubblewrap' 'bwrap: Creating new namespace failed' 'touch /run/.containerenv'
}

doctor_without_a_way_in_has_one_line_and_none_is_ok() {
	machine 0 1 "$top/scripts/doctor"
	said=$(echo "$said" | sed '/^For plain make/,$d')
	expect_eq "$(echo "$said" | wc -l)" 2 "lines of: $said"
	says 'missing  a way into a sysroot: something forbids bubblewrap'
}

run_tests "$tests" "$@"
