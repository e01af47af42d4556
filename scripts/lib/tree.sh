# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/sysroot: packages for its tree. The host's apt downloads them, which needs no root: it
# resolves against the tree's own dpkg status. dpkg inside the tree installs them. A tree of this machine's
# architecture may also hold kernels of another.
#
# Reads: $way of lib/way-in.sh, $tree, which need not exist yet, $staging, $apt, the folder for what apt
#        writes, $mirror, $kernel_suite, $arch and $host_arch
# shellcheck disable=SC2154

# host_apt_settings NAME: prints those below NAME. Of Acquire they are about downloads: the host's proxies and
# its Check-Valid-Until apply to the sysroot's mirror too.
host_apt_settings() {
	apt-config dump --no-empty --format '%F "%v";%n' "$1" | sed '/^Acquire::IndexTargets/d'
}

sources() {
	echo "deb $mirror ${kernel_suite%-backports} main"
	[ "$kernel_suite" = "${kernel_suite%-backports}" ] || echo "deb $mirror $kernel_suite main"
}

# keys: prints the files with the keys that the host trusts, and Debian's, which on another distribution
# are elsewhere.
keys() {
	find -L /etc/apt/trusted.gpg.d /usr/share/keyrings/debian-archive-keyring.* -type f 2>/dev/null
}

# begin_apt: downloads what the mirror has to offer.
begin_apt() {
	mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/keys"
	sources >"$apt/sources.list"
	keys | while read -r key; do
		case $key in
		*.asc) ln -sf "$key" "$apt/keys" ;;
		*) name=${key##*/} && ln -sf "$key" "$apt/keys/${name%.*}.gpg" ;;
		esac
	done
	cp "$tree/var/lib/dpkg/status" "$apt/status" 2>/dev/null || : >"$apt/status"
	{
		host_apt_settings Acquire
		cat <<-EOF
			Dir::Etc::main "/dev/null";
			Dir::Etc::parts "/dev/null";
			Dir::Etc::sourcelist "$apt/sources.list";
			Dir::Etc::sourceparts "/dev/null";
			Dir::Etc::preferences "/dev/null";
			Dir::Etc::preferencesparts "/dev/null";
			Dir::Etc::trusted "/dev/null";
			Dir::Etc::trustedparts "$apt/keys";
			Dir::State "$apt";
			Dir::State::status "$apt/status";
			Dir::Cache "$apt";
			APT::Architecture "$host_arch";
			APT::Architectures { $({ tree_architectures && echo "$arch"; } | awk '!seen[$0]++ { printf "\"%s\"; ", $0 }')};
			APT::Install-Recommends "false";
			APT::Sandbox::User "root";
			Acquire::Languages "none";
			Debug::NoLocking "true";
		EOF
	} >"$apt/apt.conf"
	apt_do apt-get update
}

# apt_do COMMAND...: runs apt-get or apt-cache with these settings.
apt_do() {
	APT_CONFIG="$apt/apt.conf" "$@"
}

# tree_architectures: prints those of which packages can be installed in the tree; its own is the first.
tree_architectures() {
	cat "$tree/var/lib/dpkg/arch" 2>/dev/null || echo "$host_arch"
}

# offered PACKAGE FIELD: prints this field of its newest version.
offered() {
	apt_do apt-cache show "$1" 2>/dev/null | sed -n "s/^$2: //p" | head -n 1
}

# candidate PACKAGE: prints the version that apt would install.
candidate() {
	apt_do apt-cache policy "$1" | sed -n 's/^  Candidate: //p'
}

# newest_release: prints the release of the newest kernel of FLAVOUR.
newest_release() {
	offered "linux-headers-$FLAVOUR:$arch" Depends | tr ',' '\n' | sed -n 's/^ *linux-headers-\([0-9][^ ]*\).*/\1/p'
}

# offered_abis: prints those of the kernels of FLAVOUR, from 7.2 on, the oldest first.
offered_abis() {
	apt_do apt-cache pkgnames linux-headers- | sed -n "s/^linux-headers-\([0-9][^-]*\)-$FLAVOUR\$/\1/p" | sort -uV |
		awk -F. '$1 > 7 || $1 == 7 && $2 >= 2'
}

# dpkg_version PACKAGE: prints its version in the tree, from the status file, because the host may have
# no dpkg.
dpkg_version() {
	awk -v package="$1" '$1 == "Package:" { name = $2 } $1 == "Version:" && name == package { print $2; exit }' \
		"$tree/var/lib/dpkg/status"
}

# download_image RELEASE: from Linux 7.3 on the vmlinuz is in linux-binary, not in linux-image.
download_image() {
	image=linux-binary-$1
	[ -n "$(offered "$image:$arch" Version)" ] || image=linux-image-$1
	mkdir -p "$apt/image"
	(cd "$apt/image" && apt_do apt-get download "$image:$arch")
}

# unpack_image: without installing it: its dependencies would spend half a minute on an initramfs that is
# never booted. Modules and device trees take 100 MB, and no guest here uses them.
unpack_image() {
	dpkg-deb --fsys-tarfile "$apt"/image/*.deb | tar -C "$tree" -x --keep-directory-symlink --no-same-owner \
		--exclude='./usr/lib/modules/*/kernel' --exclude='./lib/modules/*/kernel' --exclude='*/dtb' --exclude='./usr/lib/linux-*' \
		--exclude='./usr/share/doc'
	mkdir -p "$tree/etc/sysroot"
	dpkg-deb -f "$apt"/image/*.deb Version >"$tree/etc/sysroot/image-version"
}

# unpack_modules FOLDER: those of the kernel $release, as /lib/modules has them, with the lists of what is
# built in. Up to Linux 7.2 they are in linux-image.
unpack_modules() {
	package=linux-modules-$release
	[ -n "$(offered "$package:$arch" Version)" ] || package=linux-image-$release
	mkdir -p "$apt/modules" "$1/lib/modules/$release"
	(cd "$apt/modules" && apt_do apt-get download "$package:$arch=$version")
	dpkg-deb --fsys-tarfile "$apt"/modules/*.deb | tar -C "$1/lib/modules/$release" -x --no-same-owner \
		--wildcards --transform='s|.*/modules/[^/]*/kernel/|kernel/|' '*/kernel/*.ko*'
	cp "$tree/usr/lib/modules/$release"/modules.* "$1/lib/modules/$release"
	rm "$apt"/modules/*.deb
}

# make_tarball RELEASE VERSION: $tarball, Debian's tarball of the source, in the cache. One is kept, because the
# kernels that a person builds for are mostly of one version.
make_tarball() {
	tarball=$cache/linux-source-$2.tar.xz
	[ ! -f "$tarball" ] || return 0
	package=linux-source-$(echo "$1" | cut -d. -f1,2)
	mkdir -p "$apt/source"
	(cd "$apt/source" && apt_do apt-get download "$package=$2")
	dpkg-deb --fsys-tarfile "$apt"/source/*.deb | tar -xO "./usr/src/$package.tar.xz" >"$staging/source.tar.xz"
	rm -f "$apt"/source/*.deb "$cache"/linux-source-*.tar.xz
	mv "$staging/source.tar.xz" "$tarball"
}

# make_source RELEASE VERSION: unpacks it into a folder in the cache, which scripts/rust-metadata uses up.
make_source() {
	make_tarball "$1" "$2"
	[ ! -d "$cache/linux-source-$2" ] || return 0
	mkdir "$staging/source"
	unpack_source "$tarball" "$staging/source"
	mv "$staging/source" "$cache/linux-source-$2"
}

# in_tree COMMAND...: runs it in the tree, as the tree's root. $ARCHIVES is apt's folder there.
in_tree() {
	if [ "$way" = in-place ]; then
		env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive ARCHIVES="$apt/archives" "$@"
		return
	fi
	[ "$(id -u)" = 0 ] || set -- --unshare-user --uid 0 --gid 0 "$@"
	env -i "$(command -v bwrap)" --bind "$tree" / --dev-bind /dev /dev --proc /proc --tmpfs /tmp \
		--ro-bind "$apt/archives" /mnt --setenv PATH /usr/sbin:/usr/bin --setenv LC_ALL C.UTF-8 \
		--setenv DEBIAN_FRONTEND noninteractive --setenv ARCHIVES /mnt --chdir / "$@"
}

# add_user_land: what a guest of another architecture runs. It is unpacked and not installed, because dpkg
# would replace the programs of this machine's architecture by it. apt resolves as for an empty system.
add_user_land() {
	land=$(user_land_in "$tree")
	[ ! -d "$land" ] || return 0
	mkdir -p "$apt/user-land/partial" "$land.new/usr/lib"
	apt_do apt-get -o APT::Architecture="$arch" -o Dir::State::status=/dev/null -o Dir::Cache::archives="$apt/user-land" \
		install --yes --download-only busybox-static kmod dash xz-utils
	for package in "$apt"/user-land/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -C "$land.new" -x --keep-directory-symlink --no-same-owner --exclude='./usr/share'
	done
	# Programs name the dynamic linker by a path in /lib, a link that is in no package.
	[ -e "$land.new/lib" ] || ln -s usr/lib "$land.new/lib"
	mv "$land.new" "$land"
}

# begin_change: keeps a copy of the tree's dpkg database. A run that is killed while dpkg works leaves it
# half done; the next run begins by putting the copy back. In place the database may have changed since.
begin_change() {
	[ "$way" = bwrap ] || return 0
	database=$tree/var/lib/dpkg
	if [ -d "$database.before" ]; then
		rm -rf "$database"
		mv "$database.before" "$database"
	fi
	rm -rf "$database.new" "$database.old"
	cp -a "$database" "$database.new"
	mv "$database.new" "$database.before"
}

end_change() {
	[ "$way" = bwrap ] || return 0
	mv "$database.before" "$database.old"
	rm -rf "$database.old"
}

# add_packages PACKAGE...: into the tree. LLVM and rustc of another architecture cannot run there: they come
# with the standard library, and take 220 MB.
add_packages() {
	tree_architectures >"$apt/arch"
	grep -qx "$arch" "$apt/arch" || echo "$arch" >>"$apt/arch"
	cp "$apt/arch" "$tree/var/lib/dpkg/arch"
	apt_do apt-get install --yes --download-only "$@"
	set -- --force-unsafe-io
	[ "$arch" = "$host_arch" ] || for file in libLLVM librustc_driver libz3 gconv; do
		set -- "$@" --path-exclude="/usr/lib/$triplet/$file*"
	done
	# A run that ended before the kernel was registered has installed all of them.
	ls "$apt"/archives/*.deb >/dev/null 2>&1 || return 0
	# shellcheck disable=SC2016 # expanded inside the tree
	in_tree sh -c 'dpkg "$@" --unpack "$ARCHIVES"/*.deb && dpkg "$@" --configure --pending' - "$@"
}
