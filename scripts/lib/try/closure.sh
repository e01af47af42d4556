# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: the distribution's modules that a module depends on.
# shellcheck disable=SC2154 # shared with scripts/try

# add_dependencies: copies those on which the modules of the order depend, and those on which these depend,
# to $result/deps, as /lib/modules has them in a guest. All of them would take 113 MB there.
add_dependencies() {
	cut -f3 "$result/built" | tr ',' '\n' | sort -u | grep -v '^$' >"$result/wanted" || :
	cut -f1 "$result/order" | grep -vxFf - "$result/wanted" >"$result/depends" || :
	rm "$result/wanted"
	[ -s "$result/depends" ] || return 0
	all=$("$root/scripts/sysroot" --modules)
	to=$result/deps/lib/modules/$release
	mkdir -p "$to"
	cp "$all/lib/modules/$release"/modules.order "$all/lib/modules/$release"/modules.builtin* "$to"
	# shellcheck disable=SC2046 # one word a module
	"$root/scripts/in-sysroot" modprobe -d "$all" -S "$release" --show-depends --all $(cat "$result/depends") |
		sed -n "s|^insmod $all/lib/modules/$release/\\([^ ]*\\).*|\\1|p" | sort -u | while read -r file; do
		mkdir -p "$to/$(dirname "$file")"
		cp "$all/lib/modules/$release/$file" "$to/$file"
	done
	"$root/scripts/in-sysroot" depmod -b "$result/deps" "$release"
}
