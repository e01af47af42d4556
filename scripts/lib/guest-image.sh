# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/guest: makes what it boots. The initramfs is two archives, one after the other,
# which the kernel allows: a base that is kept in the cache (busybox, kmod, /init), and what this run
# adds.
#
# Reads: $cache $root $sysroot $release $image $run $adds $programs $interactive
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

# copy [--full] PROGRAM...: from the sysroot into $tree, with the libraries that the sysroot's ldd
# names.
copy() {
	full='' from=$sysroot
	if [ "$1" = --full ]; then
		full=--full from=$("$root/scripts/sysroot" --full)
		shift
	fi
	"$root/scripts/in-sysroot" $full ldd "$@" >"$tree.ldd"
	{ printf '%s\n' "$@" && sed 's/:$//' "$tree.ldd" | grep -o '/[^ ]*'; } | sort -u >"$tree.files"
	while read -r file; do
		mkdir -p "$tree$(dirname "$file")"
		cp "$from$file" "$tree$file"
	done <"$tree.files"
}

# make_tree: the base's files, in $tree. xz brings liblzma, which kmod loads when it meets a .ko.xz. dash is the shell: busybox's shell would run busybox's own
# insmod instead of kmod's, and that one has other error messages and tries everything twice.
make_tree() {
	tree=$staging/tree
	mkdir -p "$tree/usr/bin" "$tree/bin" "$tree/sbin" "$tree/etc" "$tree/dev" "$tree/proc" \
		"$tree/sys" "$tree/tmp" "$tree/root"
	copy /usr/bin/kmod /usr/bin/xz /usr/bin/dash
	cp "$sysroot/usr/bin/busybox" "$tree/bin/busybox"
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
	kernel=$base/kernel
	[ "$KERNEL" = stock ] || kernel=$image
	[ ! -d "$base" ] || return 0
	(
		lock guest
		[ ! -d "$base" ] || exit 0
		staging guest
		mkdir "$staging/base"
		make_tree
		pack "$tree" >"$staging/base/initramfs"
		[ "$KERNEL" != stock ] || unpack_kernel
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
