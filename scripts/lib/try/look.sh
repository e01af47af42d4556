# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by scripts/try and scripts/doctor: what the files of a module's source say, without building it.

# makefiles FOLDER: prints those that Kbuild reads there, as paths within it. Kbuild prefers a Kbuild file.
makefiles() {
	(
		cd "$1" || exit
		find . \( -name Kbuild -o -name Makefile \) -not -path '*/.git/*' | sed 's|^\./||' | sort | while read -r file; do
			case $file in
			*Makefile) [ -f "${file%Makefile}Kbuild" ] || echo "$file" ;;
			*) echo "$file" ;;
			esac
		done
	)
}

# config_symbols FOLDER: prints the CONFIG symbols on which it depends there which modules are built.
config_symbols() {
	# shellcheck disable=SC2016 # make's $
	makefiles "$1" | sed "s|^|$1/|" | tr '\n' '\0' | xargs -0r sed -n 's/.*obj-$(\(CONFIG_[A-Za-z0-9_]*\)).*/\1/p' | sort -u
}

# module_sources FOLDER: prints the .rs and .c files in it, but not in folders below it, that declare a module.
module_sources() {
	(cd "$1" && grep -lsE '^[[:space:]]*([a-z_:]*module[a-z_]*! *\{|MODULE_LICENSE *\()' ./*.rs ./*.c | sed 's|^\./||') || :
}

# dead_settings FOLDER: prints "FILE:LINE NAME INSTEAD" for each setting that Kbuild does not read any more.
dead_settings() {
	makefiles "$1" | while read -r file; do
		for pair in EXTRA_CFLAGS:ccflags-y EXTRA_AFLAGS:asflags-y EXTRA_LDFLAGS:ldflags-y; do
			grep -nE "^[[:space:]]*${pair%:*}[[:space:]]*[:+?]*=" "$1/$file" |
				sed "s|^\([0-9]*\):.*|$file:\1 ${pair%:*} ${pair#*:}|"
		done
	done
}

# why_nothing FOLDER: prints in a line why Kbuild finds no module there, and in a second one what to do.
why_nothing() {
	echo "obj-m is empty in $1"
	symbols=$(config_symbols "$1" | sed 's/$/=m/' | head -n 10 | tr '\n' ' ')
	below=$(makefiles "$1" | sed -n 's|/[^/]*$||p' | sort -u | sed "s|^|$1/|" | head -n 5 | tr '\n' ' ')
	declared=$(module_sources "$1" | sed 's/\.[a-z]*$/.o/' | tr '\n' ' ')
	if [ -n "$symbols" ]; then
		echo "to fill it, add:  $symbols"
	elif [ -n "$below" ]; then
		echo "name a folder below it:  $below"
	else
		echo "write into its Makefile:  obj-m := ${declared:-NAME.o}"
	fi
}
