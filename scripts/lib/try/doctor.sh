# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/doctor: what can be told of other modules without building them.
# shellcheck disable=SC2034,SC2154 # shared with scripts/doctor

# look_at_modules PATH...: prints doctor's lines for each. Ends with one line if one is no module at all.
look_at_modules() {
	modules=$*
	choose_sources
	for path in $sources; do
		echo "For $path:"
		if [ -f "$path" ]; then
			look_at_built "$path"
		else
			look_at_source "$path"
		fi
	done
}

# look_at_built FILE: compares it with the guest's kernel.
look_at_built() {
	# Without a sysroot: why is said above.
	[ -n "${headers-}" ] || return 0
	module=$(basename "$1" .ko)
	if [ -f "${1%/*}/Kbuild" ] || [ -f "${1%/*}/Makefile" ]; then
		again="build it for this kernel:  make try M=${1%/*}"
	else
		again="ask whoever built it for one for $release, or for its source"
	fi
	fits "$1" "$headers" "$root/scripts/in-sysroot" --rw "${1%/*}" nm
}

look_at_source() {
	look_at_objects "$1"
	dead_settings "$1" | while read -r place name instead; do
		note "$place: $name does nothing since Linux 6.15: write $instead"
	done
	for built in "$1"/*.ko; do
		[ ! -f "$built" ] || look_at_built "$built"
	done
}

look_at_objects() {
	file=$1/Kbuild
	[ -f "$file" ] || file=$1/Makefile
	if grep -q '^[[:space:]]*obj-m[^#]*\$' "$file"; then
		note "$file computes obj-m; make try shows what is in it"
		return
	fi
	named=$(named_objects "$file")
	symbols=$(config_symbols "$1" | sed 's/$/=m/' | tr '\n' ' ')
	[ -z "$symbols" ] || note "more modules are built with: make try M=$1 $symbols"
	if [ -n "$named" ]; then
		ok "obj-m names $(echo "$named" | tr '\n' ' ')"
	elif [ -z "$symbols" ]; then
		why=$(why_nothing "$1")
		missing "$(echo "$why" | head -n 1)" "$(echo "$why" | tail -n 1)"
	fi
	for object in $named; do
		look_at_object "$1" "${object%.o}"
	done
	module_sources "$1" | while read -r source; do
		is_in_makefiles "$1" "\<${source%.*}\.o\>" || note "$source declares a module, and no Makefile names ${source%.*}.o"
	done
}

# is_in_makefiles FOLDER PATTERN
is_in_makefiles() {
	(cd "$1" && makefiles . | tr '\n' '\0' | xargs -0 grep -qs "$2")
}

# named_objects FILE: prints the objects in its lines obj-m.
named_objects() {
	sed -e :a -e '/\\$/{N;s/\\\n/ /;ba' -e '}' "$1" | sed -n 's/^[[:space:]]*obj-m[[:space:]]*[:+?]*=//p' |
		tr -s ' \t' '\n' | grep -x '[A-Za-z0-9_/.-]*\.o' || :
}

# look_at_object FOLDER NAME: whether its source is there, and whether the kernel has a module of that name.
look_at_object() {
	found=
	for ending in c rs S; do
		[ ! -f "$1/$2.$ending" ] || found=yes
	done
	[ -n "$found" ] || is_in_makefiles "$1" "^[[:space:]]*$2-[ymobjs]*[[:space:]]*[:+?]*=" ||
		missing "the source of $2.o" "write $2.c or $2.rs, or name its parts in the Makefile:  $2-y := PART.o"
	[ -n "${headers-}" ] || return 0
	lists=$sysroot/usr/lib/modules/$release
	! sed 's/.*\///; s/\.k*o$//' "$lists/modules.order" "$lists/modules.builtin" |
		grep -qx "$(echo "$2" | sed 's/[_-]/[_-]/g')" || note "this kernel has a module of the name $2 itself"
}
