# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: builds the copies in the sysroot, and judges what came of it.
# shellcheck disable=SC2154 # shared with scripts/try

# build_modules: builds each source, with the exported symbols of those before it. Leaves the compilers'
# output in $result/log/build, the modules in $result/ko, the order to load them in $result/order and the first lines
# of the verdict.
build_modules() {
	symvers=
	# One setting a line: its value may hold spaces.
	IFS='
'
	# shellcheck disable=SC2086
	set -f -- $kbuild_settings
	unset IFS
	set +f
	for path in $sources; do
		printf '@source\t%s\n' "$path"
		if [ -d "$path" ]; then
			in_copy sh "$root/scripts/lib/try/kbuild" "$path" "$release" "$build" "$@" KBUILD_EXTRA_SYMBOLS="$symvers"
			symvers="$symvers $path/Module.symvers"
		fi
	done >"$result/log/build" 2>&1
	awk -v release="$release" -v log_folder="$result/log" -v verdict="$result/verdict" \
		-v symvers="$(headers)/Module.symvers" -v renamed="$root/scripts/lib/try/renamed" \
		-f "$root/scripts/lib/try/log.awk" -f "$root/scripts/lib/try/verdict.awk" "$result/log/build" >"$result/built"
	while IFS='	' read -r name path _; do
		cp "$result/src$path" "$result/ko/$name.ko"
		printf '%s\tko/%s.ko\n' "$name" "$name" >>"$result/order"
	done <"$result/built"
}

# in_copy COMMAND...: in the sysroot, where the copies stand in place of the sources.
in_copy() {
	# shellcheck disable=SC2086 # one word an option
	"$root/scripts/in-sysroot" --sealed $over "$@"
}

# headers: prints the kernel's build folder, as a path of this machine.
headers() {
	case $KERNEL in
	debug) echo "$kdir" ;;
	*) echo "$sysroot/usr/src/linux-headers-$release" ;;
	esac
}
