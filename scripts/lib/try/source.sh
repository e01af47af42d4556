# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try: which modules, where they are copied to.
# shellcheck disable=SC2034,SC2154 # shared with scripts/try

# A larger repository is not copied as a whole, in megabytes.
repository_max=300

# choose_sources: sets $sources to the absolute paths that $modules names, one word each, in order. What
# the kernel's build system could not read ends with one line.
choose_sources() {
	sources=
	[ -n "${modules# }" ] || die "no module is named" "name the folder with its source:  make try M=../some-module"
	for module in $modules; do
		[ -e "$module" ] || no_such "$module"
		path=$(readlink -f "$module")
		wrong=$(odd_path "$path")
		[ -z "$wrong" ] || die "$wrong" "move the module to another folder, or copy it there"
		case $path in
		*.ko) [ -f "$path" ] || check_folder "$path" ;;
		*) check_folder "$path" ;;
		esac
		sources="$sources $path"
	done
}

# no_such WORD: a path with a space arrives as several words.
no_such() {
	[ ! -e "${modules# }" ] || die "the path '${modules# }' holds a space, at which the kernel's build system splits it" \
		"move the module to another folder, or copy it there"
	die "there is no $1" "name the folder with the module's source"
}

# check_folder PATH: refuses what Kbuild could not read.
check_folder() {
	[ -d "$1" ] || die "$1 is a file" "name the folder that it is in, with a Makefile that says:  obj-m := NAME.o"
	[ ! -f "$1/Kbuild" ] && [ ! -f "$1/Makefile" ] || return 0
	below=$(makefiles "$1" | sed -n "s|/[^/]*\$||p" | sort -u | sed "s|^|$1/|" | head -n 5 | tr '\n' ' ')
	[ -z "$below" ] || die "$1 has neither a Kbuild file nor a Makefile" "name a folder below it:  $below"
	declared=$(module_sources "$1" | sed 's/\.[a-z]*$/.o/' | tr '\n' ' ')
	built=$(find "$1" -maxdepth 1 -name '*.ko' | head -n 1)
	[ -n "$declared" ] || [ -z "$built" ] || die "$1 has no Kbuild file, no Makefile and no source" "to try what is built already:  M=$built"
	die "$1 has neither a Kbuild file nor a Makefile" "write a Makefile of one line:  obj-m := ${declared:-NAME.o}"
}

# choose_result: makes $result, an empty folder in the cache. Its name holds a checksum of the paths.
choose_result() {
	# shellcheck disable=SC2086 # one word a path
	set -- $sources
	name=${1##*/}
	result=$cache/try/${name%.ko}-$(printf '%s' "$*" | cksum | cut -d' ' -f1)/$release
	mkdir -p "${result%/*}"
	lock "try/${result#"$cache/try/"}"
	remove_tree "$result"
	mkdir -p "$result/src" "$result/log" "$result/ko"
	: >"$result/verdict"
	: >"$result/order"
}

# repository PATH: prints the top of the git repository that PATH is in, or PATH: a module may include
# files of its repository that lie beside or above it.
repository() {
	top=$1
	while [ -n "$top" ] && [ ! -e "$top/.git" ]; do
		top=${top%/*}
	done
	if [ -n "$top" ]; then
		size=$(timeout 5 du -sm --exclude=.git "$top" 2>/dev/null | cut -f1) || size=
		if [ "${size:-$((repository_max + 1))}" -gt $repository_max ]; then
			echo "try: the repository $top has more than $repository_max MB, so only $1 is copied" >&2
			top=
		fi
	fi
	echo "${top:-$1}"
}

# copy_sources: copies each source to its path below $result/src, without what Kbuild has made there.
# Sets $over, the options by which in-sysroot shows each copy at the source's own path.
copy_sources() {
	over=
	for path in $sources; do
		if [ -f "$path" ]; then
			top=${path%/*}
			mkdir -p "$result/src$top"
			cp "$path" "$result/src$top"
		else
			[ ! -d "$result/src$path" ] || continue
			top=$(repository "$path")
			mkdir -p "$result/src$top"
			tar -C "$top" --exclude=./.git -cf - . | tar -C "$result/src$top" --no-same-owner --no-same-permissions -xf -
			chmod -R u+rwX "$result/src$top"
			remove_leftovers "$result/src$top"
		fi
		over="$over --over $result/src$top $top"
	done
}

# remove_leftovers FOLDER: what Kbuild has made there.
remove_leftovers() {
	find "$1" -name '.*.cmd' -print | sed 'p; s|/\.\([^/]*\)\.cmd$|/\1|' | tr '\n' '\0' | xargs -0r rm -f
	# Also a .ko that came without these files: else it would count as built when its source does not compile.
	find "$1" \( -name '*.mod' -o -name '*.mod.c' -o -name '*.ko' -o -name modules.order \) -delete
}
