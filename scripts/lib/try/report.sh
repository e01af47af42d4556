# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: the lines that it prints. Reads $name, the module that is being tried.
# shellcheck disable=SC2034,SC2154

tab=$(printf '\t')
work=/tmp/try
mkdir -p "$work"

# step STEP: the step that begins now, so that a kernel which dies shows in which one.
step() {
	echo "<7>try: step $1" >/dev/kmsg
	printf 'step\t%s\t%s\n' "$name" "$1"
}

# verdict STEP STATUS TEXT
verdict() {
	printf 'verdict\t%s\t%s\t%s\t%s\n' "$name" "$1" "$2" "$(printf '%s' "$3" | tr '\n\t' '  ')"
}

# prefixed WORDS: prints each line of stdin after these, separated by tabs. A program's last line may have no
# newline, and there may be NULs in it: the next line of ours has to be one of its own all the same.
prefixed() {
	tr -d '\000' | awk -v prefix="$(printf '%s\t' "$@")" '{ print prefix $0 }'
}

# details STEP: gives each line of stdin as a detail of that step.
details() {
	prefixed detail "$name" "$1"
}

# end NAME
end() {
	printf 'end\t%s\n' "$1"
}
