# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that make checks or need the list of this repository's files.
#
# Sets:  $failed  1 as soon as a check has failed, else 0
#        $made    not empty as soon as a check was made
# Reads: $only    makes only checks whose name contains this text; empty for all

# shellcheck disable=SC2034 # for those who source this
failed=0 made='' only=

# check NAME COMMAND...: the check fails if the command fails or prints anything.
check() {
	name=$1
	shift
	case $name in *"$only"*) made=yes ;; *) return ;; esac
	show_seconds "${0##*/}: at work ... "
	good=yes
	words=$("$@" 2>&1) || good=
	hide_seconds
	if [ -n "$good" ] && [ -z "$words" ]; then
		echo "ok      $name"
	else
		failed=1
		echo "not ok  $name"
		printf '%s\n' "$words" | sed 's/^/        /'
	fi
}

# in_git: succeeds if this repository is a work tree of git. A tarball of it is none, and may have been
# unpacked inside another one.
in_git() {
	# shellcheck disable=SC2154 # common.sh sets $root
	[ "$(git -C "$root" rev-parse --show-toplevel 2>/dev/null)" = "$root" ]
}

# files [PATTERN...]: prints the files of this repository that match one of the patterns, as git does
# it: those that it tracks or would add. Without git, all but those that .gitignore names. Call it at the top.
# shellcheck disable=SC2120 # callers give patterns
files() {
	if in_git; then
		git ls-files --cached --others --exclude-standard -- "$@"
	else
		tree_files | matching "$@"
	fi
}

# tree_files: the lines of .gitignore are names, or paths from the top.
tree_files() {
	set -- -name .git
	while read -r ignored; do
		case $ignored in
		'' | '#'*) ;;
		/*) set -- "$@" -o -path ".${ignored%/}" ;;
		*) set -- "$@" -o -name "$ignored" ;;
		esac
	done <.gitignore
	find . \( "$@" \) -prune -o ! -type d -print | sed 's|^\./||' | LC_ALL=C sort
}

# matching [PATTERN...]: prints the paths on stdin that match a pattern, or are below a folder that
# does.
matching() {
	while read -r path; do
		for pattern in "${@:-*}"; do
			# shellcheck disable=SC2254 # the pattern is one
			case $path in $pattern | $pattern/*) echo "$path" && break ;; esac
		done
	done
}

# copy_tree FOLDER: copies there what git tracks or would add. The copies are newer than what an earlier
# run has built from a patched file, so that make builds it again. Call it at the top.
copy_tree() {
	mkdir "$1"
	# shellcheck disable=SC2119 # all files
	files | while read -r file; do
		[ ! -e "$file" ] || echo "$file"
	done | tar -cT - | tar -xmC "$1"
	# Inside another work tree git would apply no patch to this folder.
	git init -q "$1"
}
