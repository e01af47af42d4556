# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by session: loading and unloading one module, $name, and what it depends on. Whether a module is
# loaded is read from /proc/modules: modprobe's status says little (it is 0 for a name that is built in).
# shellcheck disable=SC2034,SC2154

# ko NAME: prints the path of that module of the order, or nothing.
ko() {
	awk -F '\t' -v name="$1" '$1 == name { print "/try/" $2; exit }' /try/order
}

# is_loaded NAME: sets $state to its line there.
is_loaded() {
	while read -r listed state; do
		[ "$listed" != "$1" ] || return 0
	done </proc/modules
	return 1
}

# dependencies NAME: prints the modules that it needs, in the order of loading. With $run the last module
# needs all the others, because $run is for all of them.
dependencies() {
	if [ -n "$run" ] && [ "$1" = "$last" ]; then
		cut -f 1 /try/order | grep -vx "$1"
	fi
	for needed in $(/sbin/modinfo -F depends "$(ko "$1")" | tr ',-' ' _'); do
		[ -z "$(ko "$needed")" ] || (dependencies "$needed")
		echo "$needed"
	done
}

# load_dependencies: sets $loaded_before to what was loaded for $name, the last one first.
load_dependencies() {
	loaded_before=''
	for needed in $(dependencies "$name" | awk '!seen[$0]++'); do
		! is_loaded "$needed" || continue
		if [ -n "$(ko "$needed")" ]; then
			insert "$needed"
		else
			limited /sbin/modprobe "$needed"
		fi
		if ! is_loaded "$needed" || [ "$status" = late ]; then
			[ "$status" != late ] || stuck=yes
			verdict loaded fail "not tried: $needed, which it depends on, was not loaded: $(tail -n 1 "$work/said")"
			return 1
		fi
		loaded_before="$needed $loaded_before"
	done
}

# unload_dependencies: what was loaded for $name.
unload_dependencies() {
	for needed in $loaded_before; do
		is_loaded "$needed" || continue
		limited /sbin/rmmod "$needed"
		[ "$status" != late ] || { stuck=yes; return 1; }
	done
}

# parameters_of NAME: of $params the ones for this module, one on each line. Where there are several modules, a
# module gets those that it knows, and NAME.PARAMETER=VALUE is for the module NAME only.
parameters_of() {
	[ -n "$params" ] || return 0
	/sbin/modinfo -F parm "$(ko "$1")" | sed 's/:.*//' >"$work/known"
	printf '%s' "$params" | awk -v name="$1" -v several="$several" '
		FNR == NR { known[$0]; next }
		{
			# Words, but a space between double quotes ends none.
			for (i = 1; i <= length($0) + 1; i++) {
				c = i > length($0) ? " " : substr($0, i, 1)
				if (c == "\"") quoted = !quoted
				if (c == " " && !quoted || i > length($0)) {
					if (word != "") print pick(word)
					word = ""
				} else
					word = word c
			}
		}
		function pick(word,    key) {
			key = word
			sub(/=.*/, "", key)
			if (index(key, ".")) {
				if (substr(key, 1, index(key, ".") - 1) != name) return ""
				return substr(word, index(word, ".") + 1)
			}
			return several && !(key in known) ? "" : word
		}' "$work/known" - | grep .
}

# insert NAME: insmod, with its parameters; the value of one may hold spaces.
insert() {
	IFS='
'
	# shellcheck disable=SC2046 # one word a parameter
	set -f -- "$1" $(parameters_of "$1")
	set +f
	unset IFS
	file=$(ko "$1")
	shift
	limited /sbin/insmod "$file" "$@"
}

# error: prints the name of the error that insmod or rmmod has given.
error() {
	text=$(sed -n 's/.*: //; $p' "$work/said")
	case $text in
	'No such device') echo ENODEV ;;
	'No such device or address') echo ENXIO ;;
	'Unknown error 517') echo EPROBE_DEFER ;;
	'Cannot allocate memory') echo ENOMEM ;;
	'File exists') echo EEXIST ;;
	*' is in use'*) echo "EWOULDBLOCK, it is in use" ;;
	'Device or resource busy') echo EBUSY ;;
	'Operation not permitted') echo EPERM ;;
	'Permission denied') echo EACCES ;;
	'Invalid parameters' | 'Invalid argument') echo EINVAL ;;
	'Numerical result out of range') echo ERANGE ;;
	'Invalid module format') echo ENOEXEC ;;
	'Unknown symbol in module'*) echo ENOENT ;;
	'Key was rejected by service') echo EKEYREJECTED ;;
	'Operation not supported') echo EOPNOTSUPP ;;
	'Bad address') echo EFAULT ;;
	'Input/output error') echo EIO ;;
	*) echo "${text:-exit status $status}" ;;
	esac
}

# hung STEP WHAT: reports that the command has not ended.
hung() {
	verdict "$1" fail "$2 has not ended after $timeout s"
	show_stacks | details "$1"
	stuck=yes
}

# refused: reports why the module was not loaded.
refused() {
	error=$(error)
	case $error in
	ENODEV | ENXIO) verdict loaded warn "init gave $error: it has found no device that it is for; give the guest one by QEMU='-device $(qemu_device)'" ;;
	EPROBE_DEFER) verdict loaded warn "init gave $error: it waits for another driver, or for a device that the guest does not have" ;;
	ENOMEM) verdict loaded fail "refused with ENOMEM: there was no memory for it; more by MEMORY=" ;;
	*) verdict loaded fail "refused with $error" ;;
	esac
	reason | details loaded
}

# load_module: in the first round says how it went. Fails when the module is not loaded.
load_module() {
	step loaded
	insert "$name"
	if [ "$status" = late ]; then
		hung loaded "its init"
		return 1
	fi
	if ! is_loaded "$name"; then
		if [ "$round" = 1 ]; then
			refused
		else
			verdict loaded fail "the load number $round was refused with $(error)"
			reason | details loaded
		fi
		return 1
	fi
	loaded=yes
	note_sections
	case $state in *'[permanent]'*) permanent=yes ;; esac
	report_loaded
}

report_loaded() {
	[ -z "$ignored" ] || return 0
	if [ "$round" != 1 ]; then
		verdict loaded ok "$round times"
		return
	fi
	[ -z "$params" ] || ignored=$(log_of_step | sed -n "s/.*\] $name: unknown parameter '\([^']*\)' ignored.*/\1/p" | paste -sd ' ')
	if [ -n "$ignored" ]; then
		verdict loaded warn "but it has no parameter $ignored"
	else
		verdict loaded ok once
	fi
}

# unload_module: fails when the module is still loaded, or the kernel not fit for more.
unload_module() {
	step unloaded
	if [ -n "$permanent" ]; then
		verdict unloaded warn "it cannot be unloaded: it has no module_exit"
		return
	fi
	limited /sbin/rmmod "$name"
	if [ "$status" = late ]; then
		hung unloaded "its exit"
		return 1
	fi
	if is_loaded "$name"; then
		verdict unloaded fail "refused with $(error)$(users)"
		stuck=yes
		return 1
	fi
	[ "$round" != 1 ] || verdict unloaded ok ''
}

# users: prints who uses the module.
users() {
	awk -v name="$name" '$1 == name { printf ": %d reference%s", $3, $3 == 1 ? "" : "s"; if ($4 != "-") printf ", by %s", $4 }' /proc/modules
}

# run_command: runs $run in the copy of the module's folder.
run_command() {
	step run
	cd "$source" || return
	limited setsid sh -c "$run"
	ran=$status
	cd /
	case $status in
	late)
		verdict run fail "not done after $timeout s: $run"
		show_stacks | details run
		end_command || stuck=yes
		;;
	0) verdict run ok "$run" ;;
	*)
		verdict run fail "exit status $status: $run"
		tail -n 10 "$work/said" | details run
		;;
	esac
	prefixed run "$name" <"$work/said"
}
