# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: builds the copies in the sysroot, and judges what came of it.
# shellcheck disable=SC2154 # shared with scripts/try

# build_modules: builds each source, with the exported symbols of those before it. Leaves the compilers'
# output in $result/log/build, the modules in $result/ko, the order to load them in $result/order and the first lines
# of the verdict.
build_modules() {
	[ -z "$build" ] || [ "$KERNEL" = stock ] || link_build_folder
	symvers='' failed=''
	# One setting a line: its value may hold spaces.
	IFS='
'
	# shellcheck disable=SC2086
	set -f -- $kbuild_settings
	unset IFS
	set +f
	for path in $sources; do
		printf '@source\t%s\n' "$path"
		if [ -f "$path" ]; then
			in_copy sh "$root/scripts/lib/try/kbuild" "$(seen "${path%/*}")" "$release" : || failed=yes
		else
			in_copy sh "$root/scripts/lib/try/kbuild" "$(seen "$path")" "$release" "$build" "$@" KBUILD_EXTRA_SYMBOLS="$symvers" || failed=yes
			symvers="$symvers $(seen "$path")/Module.symvers"
		fi
	done >"$result/log/build" 2>&1
	[ -z "$failed" ] || die "nothing could be built: $(grep -v '^@' "$result/log/build" | tail -n 2 | paste -sd ' ')" \
		"make doctor says what is missing; all of the output is in $result/log/build"
	for path in $sources; do
		check_source "$path"
	done
	why_missing >"$result/why-missing"
	awk -v release="$release" -v log_folder="$result/log" -v verdict="$result/verdict" \
		-v headers="$(headers)" -v module_lists="$module_lists" -v why_missing="$result/why-missing" -v renamed="$root/scripts/lib/try/renamed" \
		-f "$root/scripts/lib/try/log.awk" -f "$root/scripts/lib/try/verdict.awk" "$result/log/build" >"$result/built"
	for path in $sources; do
		[ ! -d "$path" ] || note_files "$path"
	done
	twice=$(cut -f 1 "$result/built" | sort | uniq -d | head -n 1)
	[ -z "$twice" ] || die "two of these modules are called $twice" "try them one after the other"
	while IFS='	' read -r name path _; do
		cp "$result/src$path" "$result/ko/$name.ko"
		printf '%s\tko/%s.ko\n' "$name" "$name" >>"$result/order"
	done <"$result/built"
}

# link_build_folder: Makefiles find the kernel's build folder there. A stock kernel's headers bring that link.
link_build_folder() {
	link=$sysroot/usr/lib/modules/$release/build
	[ "$(readlink "$link")" != "$kdir" ] || return 0
	mkdir -p "${link%/*}"
	ln -s "$kdir" "$link.$$"
	mv -T "$link.$$" "$link"
}

# why_missing: prints the symbols that modpost has missed, each with TAB and what is known of it: the vmlinux beside the
# headers names all functions in its type information, the headers name CONFIG symbols, and the stock kernel's list
# what the debug kernel lacks. The kernel's Makefiles, which would tell the rest, are not in the headers' package.
why_missing() {
	sed -nE "s/^[A-Z]*: modpost: .*['\"]([^'\"]*)['\"].* undefined!.*/\1/p" "$result/log/build" | sort -u >"$result/missed"
	if [ -s "$result/missed" ]; then
		[ ! -f "$(headers)/vmlinux" ] || tr '\0' '\n' <"$(headers)/vmlinux" | grep -axFf "$result/missed" | sort -u |
			sed 's/$/	the kernel has it, and does not export it/'
		include=$(headers)/include
		[ "$KERNEL" != stock ] || include="$include $module_lists/source/include"
		# shellcheck disable=SC2086 # one word a folder
		grep -rlwFf "$result/missed" $include | tr '\n' '\0' |
			xargs -0r awk -v missed="$result/missed" -v config="$(headers)/.config" -f "$root/scripts/lib/try/gated.awk" |
			sed 's/	\(.*\)/	it needs \1, which this kernel has not set/'
		[ "$KERNEL" = stock ] || awk -F '\t' 'FNR == NR { missed[$0]; next }
			$2 in missed { print $2 "\tthe stock kernel has it, in " $3 }' "$result/missed" "$sysroot"/usr/src/linux-headers-*/Module.symvers
	fi
	rm "$result/missed"
}

# check_source PATH: ends with a line if no module came of it.
check_source() {
	sed -n "\\|^@source	$1\$|,/^@source	[^ ]*\$/p" "$result/log/build" >"$result/log/one"
	if ! grep -q '^@\(module\|built\)	' "$result/log/one"; then
		wrong=$(sed -n 's/^\([^ ]*:[0-9]*: \*\*\* .*\)  Stop\.$/\1/p; s/^\([^ ]*: \*\*\* .*\)/\1/p' "$result/log/one" | head -n 1)
		[ -z "$build" ] || die "BUILD='$build' has left no .ko in $1: $(grep -v '^@' "$result/log/one" | tail -n 1)" "all of its output is in $result/log/build"
		[ -z "$wrong" ] || die "make cannot read what is in $1: $wrong" "all of its output is in $result/log/build"
		why=$(why_nothing "$1")
		die "$(echo "$why" | head -n 1)" "$(echo "$why" | tail -n 1)"
	fi
}

# note_files PATH: adds warnings about the Makefiles and about unused sources to the verdict.
note_files() {
	dead_settings "$1" | while read -r place name instead; do
		line "$place" built warn "$name does nothing since Linux 6.15: write $instead"
	done
	unused_sources "$1"
}

# unused_sources PATH: names the files that declare a module and belong to none, in the folders that Kbuild has seen.
unused_sources() {
	find "$result/src$1" -name '*.mod' | sed 's|/[^/]*$||' | sort -u | while read -r folder; do
		module_sources "$folder" | while read -r file; do
			grep -qs "\(^\|/\)${file%.*}\.o\$" "$folder"/*.mod || grep -qsF "/$file" "$folder"/.*.cmd ||
				line "$file" built warn "it declares a module, and no obj-m names ${file%.*}.o"
		done
	done
}

# is_in_place: in a container that is its own sysroot there are no namespaces. The copies are built where they lie
# then, and only the container seals them off.
is_in_place() {
	case $sysroot in "$in_place"/*) ;; *) false ;; esac
}

# seen PATH: prints where the build sees the copy of what lies there.
seen() {
	if is_in_place; then
		echo "$result/src$1"
	else
		echo "$1"
	fi
}

# in_copy COMMAND...: in the sysroot, where the copies stand in place of the sources.
in_copy() {
	# shellcheck disable=SC2086 # one word an option
	is_in_place || set -- --sealed $over "$@"
	"$root/scripts/in-sysroot" "$@"
}

# headers: prints the kernel's build folder, as a path of this machine.
headers() {
	case $KERNEL in
	debug) echo "$kdir" ;;
	*) echo "$sysroot/usr/src/linux-headers-$release" ;;
	esac
}
