# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/guest: its initramfs. Two archives one after the other, as the kernel
# allows: a base that stays in the cache (busybox, kmod, /init) and what this run adds.
#
# Reads: $cache $root $sysroot $run $adds $interactive. Makes: $run/initramfs.
# shellcheck disable=SC2154

# pack FOLDER: its contents as a newc archive on stdout; cpio comes out of the sysroot.
pack() {
	"$root/scripts/in-sysroot" --rw "$1" sh -c \
		'cd "$1" && find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0' - "$1"
}

# kmod is linked dynamically; ldd, run inside the sysroot, names what it needs.
install_kmod() {
	for tool in depmod insmod lsmod modinfo modprobe rmmod; do
		ln -s ../bin/kmod "$1/sbin/$tool"
	done
	cp "$sysroot/usr/bin/kmod" "$1/bin/kmod"
	"$root/scripts/in-sysroot" ldd /usr/bin/kmod | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$1$(dirname "$library")"
		cp "$sysroot$library" "$1$library"
	done
}

make_base() {
	mkdir -p "$staging/base" && cd "$staging/base"
	mkdir -p bin sbin etc dev proc sys tmp root
	cp "$sysroot/usr/bin/busybox" bin/busybox
	"$root/scripts/in-sysroot" busybox --list | while read -r applet; do
		[ "$applet" = busybox ] || ln -s busybox "bin/$applet"
	done
	install_kmod "$PWD"
	printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >etc/passwd
	printf 'root:x:0:\nnogroup:x:65534:\n' >etc/group
	cp "$root/scripts/lib/guest-init" init
	chmod 755 init
	cd "$root"
	pack "$staging/base" >"$staging/base.cpio"
}

# base: the path of the base archive, made anew when /init or the sysroot is another.
base() {
	image=$cache/guest-$(cat "$root/scripts/lib/guest-init" "$root/scripts/lib/guest-image.sh" | cksum | cut -d' ' -f1)-$(basename "$sysroot").cpio
	if [ ! -f "$image" ]; then
		(
			lock guest
			[ ! -f "$image" ] || exit 0
			staging guest
			make_base
			mv "$staging/base.cpio" "$image"
		)
	fi
	echo "$image"
}

# What --add named, and the command itself, which /init runs.
build_image() {
	tree=$run/tree
	mkdir -p "$tree/root"
	printf '%s' "$adds" | while IFS= read -r add; do
		file=${add%%:*} path=${add#"${add%%:*}"}
		path=${path#:}
		[ -e "$file" ] || die "there is no $file to add to the guest" "build it first:  make modules"
		if [ -d "$file" ]; then
			mkdir -p "$tree/${path:-root}"
			cp -R "$file/." "$tree/${path:-root}"
		else
			mkdir -p "$tree/$(dirname "${path:-root/x}")"
			cp "$file" "$tree/${path:-root/$(basename "$file")}"
		fi
	done
	cp "$run/command" "$tree/command"
	[ -z "$interactive" ] || : >"$tree/interactive"
	{ cat "$(base)" && pack "$tree"; } >"$run/initramfs"
}
