# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that make or enter a sysroot: finds out how commands can be run in one here.
# There are two ways: bubblewrap, and in place. In a container that may not make namespaces, and is of
# the suite itself, the sysroot is the container's own /.

# In place, a sysroot's name is a link to / in this folder: part of the container, as the packages are.
# In the cache, which a container may share with its host, the link would mislead the host.
# shellcheck disable=SC2034 # for those who source this
in_place=/etc/sysroot/in-place

# find_way: sets $way to bwrap or in-place, and $container to what shows that this is a container, or
# to nothing. Fails when there is no way: then $forbidden says what forbids it and $cure what to do.
# Takes a few ms: every command in a sysroot comes through here.
find_way() {
	container='' forbidden='' cure=''
	if words=$(try_namespaces 2>&1); then
		way=bwrap
		return
	fi
	container=$(signs_of_a_container)
	if [ -z "$container" ]; then
		by_the_kernel
	elif [ "$(id -u)" != 0 ]; then
		by_the_container "only root could install packages here instead" "Run this as the container's root"
	elif [ "$(debian_suite)" != "$SUITE" ]; then
		by_the_container "its packages are of $(debian_suite), and not of $SUITE" "$(other_suite)"
	else
		way=in-place
		return
	fi
	return 1
}

# need_way: ends the script if there is none.
need_way() {
	find_way || die "$forbidden. $cure"
}

# try_namespaces: what scripts/in-sysroot asks of bubblewrap, also with --sealed: some containers allow
# a mount namespace, but neither a /proc nor a network of its own. bubblewrap may not be installed yet:
# unshare tries the same then.
try_namespaces() {
	if command -v bwrap >/dev/null; then
		bwrap --bind / / --dev /dev --proc /proc --unshare-net --unshare-pid --unshare-ipc true
		return
	fi
	set --
	[ "$(id -u)" = 0 ] || set -- --user --map-root-user
	unshare "$@" --net --ipc --pid --fork --mount-proc true
}

# signs_of_a_container: prints what Docker, podman, systemd-nspawn and LXC, or Kubernetes leave for
# programs to see, or nothing. That something is forbidden is no sign of a container.
signs_of_a_container() {
	for sign in /.dockerenv /run/.containerenv /run/systemd/container /run/secrets/kubernetes.io; do
		[ ! -e "$sign" ] || { echo "$sign is there" && return; }
	done
	! grep -qzs '^container=' /proc/1/environ || echo "/proc/1/environ has container="
}

# debian_suite: prints the suite of this machine's Debian, or the name of what it runs instead. Only apt's
# sources tell sid from the suite that becomes the next release.
debian_suite() (
	ID=unknown VERSION_CODENAME='' PRETTY_NAME=''
	[ ! -r /etc/os-release ] || . /etc/os-release
	# shellcheck disable=SC2016 # for apt-get
	case $ID,$PRETTY_NAME in
	debian,*/sid) ! apt-get indextargets --format '$(RELEASE)' | grep -qxE 'sid|unstable' || VERSION_CODENAME=sid ;;
	debian,*) ;;
	*) VERSION_CODENAME="$ID $VERSION_CODENAME" ;;
	esac
	echo "${VERSION_CODENAME% }"
)

by_the_container() {
	forbidden="this container ($container) forbids bubblewrap to make namespaces, and $1"
	cure=$2
}

other_suite() {
	case $(debian_suite) in
	forky | sid) echo "Name it (SUITE=$(debian_suite)), or start a container of the image debian:$SUITE" ;;
	*) echo "Start a container of the image debian:$SUITE" ;;
	esac
}

# by_the_kernel: outside of a container these settings forbid namespaces, to ordinary users only.
by_the_kernel() {
	for setting in kernel.apparmor_restrict_unprivileged_userns=1 user.max_user_namespaces=0 \
		kernel.unprivileged_userns_clone=0; do
		file=/proc/sys/$(echo "${setting%=*}" | tr . /)
		[ "$(cat "$file" 2>/dev/null)" = "${setting#*=}" ] || continue
		forbidden="this system forbids ordinary users to make namespaces ($setting), and bubblewrap needs them"
		cure="Run the same command by sudo, or allow them:  sudo sysctl ${setting%=*}=$(allowed "$setting")"
		return
	done
	forbidden="something forbids bubblewrap to make namespaces ($(echo "$words" | head -n 1))"
	cure="Allow mount and unshare here; in a container, mark it as one:  touch /run/.containerenv"
}

# allowed SETTING: prints the value that allows namespaces.
allowed() {
	case $1 in
	kernel.apparmor*) echo 0 ;;
	user.*) echo 10000 ;;
	*) echo 1 ;;
	esac
}
