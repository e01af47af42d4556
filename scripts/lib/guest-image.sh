# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/guest: makes what it boots. The initramfs is two archives, one after the other,
# which the kernel allows: a base that is kept in the cache (busybox, kmod, /init), and what this run
# adds.
#
# Reads: $cache $root $sysroot $release $image $run $adds $programs $interactive, and what arch.sh sets
# Makes: $run/initramfs, and the base when there is none
# Sets:  $base, the base's folder, and $kernel, the kernel to boot
# shellcheck disable=SC2034,SC2153,SC2154

# pack FOLDER: writes its contents to stdout as a newc archive, by the sysroot's cpio. The list of files is
# beside it: no other guest that starts writes there.
pack() {
	(cd "$1" && find . -mindepth 1) >"$1.list"
	# shellcheck disable=SC2016 # expanded inside the sysroot
	"$root/scripts/in-sysroot" --rw "$1" sh -c \
		'cd "$1" && exec cpio --quiet -o -H newc -R 0:0' - "$1" <"$1.list"
}

# user_land [--full]: prints the folder with the programs that the guest runs.
user_land() {
	if [ $# = 0 ]; then
		user_land_in "$sysroot"
	elif [ -z "$cross" ]; then
		"$root/scripts/sysroot" --full
	else
		die "only a guest of $host_arch has the programs of the larger sysroot, and this one is $arch" "use FLAVOUR=$host_arch"
	fi
}

# copy [--full] PROGRAM...: from the user land into $tree, with the dynamic linker and the libraries that
# they need. ldd would run the linker, which may be another architecture's.
copy() {
	if [ "$1" = --full ]; then
		from=$(user_land --full)
		shift
	else
		from=$(user_land)
	fi
	printf '%s\n' "$@" >"$tree.files"
	: >"$tree.needed"
	while [ -s "$tree.files" ]; do
		while read -r file; do
			mkdir -p "$tree$(dirname "$file")"
			cp "$from$file" "$tree$file"
		done <"$tree.files"
		sed "s|^|$tree|" "$tree.files" | tr '\n' '\0' | "$root/scripts/in-sysroot" --rw "$(dirname "$tree")" xargs -0 readelf -dl |
			sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p; s/.*program interpreter: \(.*\)\]/\1/p' | sort -u >"$tree.wanted"
		grep -vxFf "$tree.needed" "$tree.wanted" >"$tree.new" || :
		cat "$tree.new" >>"$tree.needed"
		while read -r library; do
			find_library "$library"
		done <"$tree.new" >"$tree.files"
	done
}

# find_library NAME: prints its path in $from. One that is named by a path (the dynamic linker) has to be there.
find_library() {
	case $1 in
	/*) echo "$1" ;;
	*)
		path=usr/lib/$triplet/$1
		[ -e "$from/$path" ] || path=$(cd "$from" && find usr/lib -name "$1" | head -n 1)
		[ -n "$path" ] || die "a program for the guest needs $1, and it is not in $from" "make the sysroot anew:  scripts/sysroot --update"
		echo "/$path"
		;;
	esac
}

# make_tree: the base's files, in $tree. xz brings liblzma, which kmod loads when it meets a .ko.xz. dash is
# the shell: busybox's shell would run busybox's own insmod instead of kmod's, and that one has other error
# messages and tries everything twice. The sysroot's own busybox, of the same version, names the commands.
make_tree() {
	tree=$staging/tree
	mkdir -p "$tree/usr/bin" "$tree/bin" "$tree/sbin" "$tree/etc" "$tree/dev" "$tree/proc" \
		"$tree/sys" "$tree/tmp" "$tree/root"
	copy /usr/bin/kmod /usr/bin/xz /usr/bin/dash
	cp "$(user_land)/usr/bin/busybox" "$tree/bin/busybox"
	"$root/scripts/in-sysroot" busybox --list >"$staging/applets"
	while read -r applet; do
		[ -e "$tree/bin/$applet" ] || ln -s busybox "$tree/bin/$applet"
	done <"$staging/applets"
	ln -sf ../usr/bin/dash "$tree/bin/sh"
	for tool in depmod insmod lsmod modinfo modprobe rmmod; do
		ln -s ../usr/bin/kmod "$tree/sbin/$tool"
		echo "alias $tool=/sbin/$tool"
	done >"$tree/etc/profile"
	printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$tree/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$tree/etc/group"
	cp "$root/scripts/lib/guest-init" "$tree/init"
	chmod 755 "$tree/init"
}

# unpack_kernel: the vmlinux that is packed in vmlinuz, byte for byte; QEMU starts it by PVH. When the
# guest unpacks it, that takes 4 s under TCG. Offsets: Documentation/arch/x86/boot.rst; the payload's
# last 4 bytes are its size. A vmlinuz that is not packed by zstd is booted as it is.
unpack_kernel() {
	cp "$image" "$staging/base/kernel"
	number() { od -An -tu"$2" -j"$1" -N"$2" "$image" | tr -d ' '; }
	start=$((($(number 497 1) + 1) * 512 + $(number 584 4)))
	tail -c +$((start + 1)) "$image" | head -c $(($(number 588 4) - 4)) >"$staging/payload"
	if "$root/scripts/in-sysroot" zstd -qdc <"$staging/payload" >"$staging/vmlinux" 2>/dev/null; then
		mv "$staging/vmlinux" "$staging/base/kernel"
	fi
}

# make_base: finds or makes $base. Its name holds the kernel, the sysroot and a checksum of what makes it. The
# debug kernel needs no unpacking.
make_base() {
	base=$cache/guest-$(cat "$root/scripts/lib/guest-init" "$root/scripts/lib/guest-image.sh" | cksum | cut -d' ' -f1)-$release-$(basename "$sysroot")
	packed=
	[ "$KERNEL,$vmlinuz" != stock,bzImage ] || packed=yes
	kernel=$image
	[ -z "$packed" ] || kernel=$base/kernel
	[ ! -d "$base" ] || return 0
	(
		lock guest
		[ ! -d "$base" ] || exit 0
		staging guest
		mkdir "$staging/base"
		make_tree
		pack "$tree" >"$staging/base/initramfs"
		[ -z "$packed" ] || unpack_kernel
		mv "$staging/base" "$base"
	)
}

# build_image: $run/initramfs, with what --add and --program named and the command for /init.
build_image() {
	tree=$run/tree
	mkdir -p "$tree/root"
	printf '%s' "$adds" | while IFS= read -r add; do
		file=${add%%:*} path=${add#"${add%%:*}"}
		path=${path#:}
		[ -e "$file" ] || die "there is no $file to add to the guest" "build it first:  scripts/build, which prints its folder"
		if [ -d "$file" ]; then
			mkdir -p "$tree/${path:-root}"
			cp -R "$file/." "$tree/${path:-root}"
		else
			mkdir -p "$tree/$(dirname "${path:-root/x}")"
			cp "$file" "$tree/${path:-root/$(basename "$file")}"
		fi
	done
	# shellcheck disable=SC2086 # one word a program
	[ -z "$programs" ] || copy --full $programs
	# In a clone that was made under a umask of 077 only its owner can read the files.
	chmod -R a+rX "$tree"
	cp "$run/command" "$tree/command"
	[ -z "$interactive" ] || : >"$tree/interactive"
	make_base
	{ cat "$base/initramfs" && pack "$run/tree"; } >"$run/initramfs"
}
