#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# try-source: how scripts/try treats a module's source: what reaches the build, and what the build reaches.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/try.sh
. "${0%/*}/../lib/try.sh"

tests='
the-source-stays-as-it-is-and-may-be-read-only
a-makefile-has-no-network-and-writes-only-to-the-copy
files-of-the-same-repository-are-found
a-module-that-came-ready-is-not-taken-for-one-that-was-built
two-modules-of-one-name-are-refused
a-failed-command-is-no-build
a-setting-that-is-no-number-is-refused
an-old-ktap-file-is-removed
settings-reach-the-module-and-own-variables-do-not
one-module-uses-the-symbols-of-another
own-targets-see-the-kernel-of-the-guest
what-cannot-enter-the-sysroot-says-so
'

# all_of FOLDER: prints names, modes, times and a checksum of what is in it.
all_of() {
	(cd "$1" && find . -printf '%p %M %T@\n' | sort && find . -type f -exec cksum {} + | sort)
}

# In the folder lies what an earlier make has left, for another kernel.
the_source_stays_as_it_is_and_may_be_read_only() {
	source_in "$work/kept" first
	echo garbage >"$work/kept/first.o"
	echo "savedcmd_first.o := true" >"$work/kept/.first.o.cmd"
	for file in first.mod gone.mod gone.ko .gone.ko.cmd; do
		echo garbage >"$work/kept/$file"
	done
	echo first.o >"$work/kept/modules.order"
	chmod -R a-w "$work/kept"
	before=$(all_of "$work/kept")
	try_gives 0 "$work/kept"
	has first built ok
	expect_eq "$(cut -f1 "$result/verdict" | sort -u)" first 'the modules'
	expect_eq "$(all_of "$work/kept")" "$before" 'the folder'
	chmod -R u+w "$work/kept"
}

# The Makefile tells what it could do in a file in its folder, which is the copy.
a_makefile_has_no_network_and_writes_only_to_the_copy() {
	need_namespaces
	source_in "$work/program" first
	# shellcheck disable=SC2016 # make's $
	printf '$(shell sh %s >%s 2>&1)\n' "$work/program/attempt" "$work/program/told" >>"$work/program/Makefile"
	cat >"$work/program/attempt" <<-EOF
		for file in /usr/x "$top/x" "${XDG_CACHE_HOME:-$HOME/.cache}/external-modules/x" "$work/x"; do
			(: >"\$file") 2>/dev/null && [ "\$file" != "$work/x" ] && echo "could write \$file"
		done
		echo "interfaces:" \$(sed '1,2d; s/:.*//' /proc/net/dev)
		echo "CAP \$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)"
		ls /dev | grep -E '^(kvm|loop|mem|[sv]d[a-z])'
	EOF
	try_gives 0 "$work/program"
	has first built ok
	told=$(cat "$result/src$work/program/told")
	expect_eq "$told" "$(printf 'interfaces: lo\nCAP 0000000000000000')" 'what the Makefile could do'
	[ ! -e "$work/program/told" ] || fail "the Makefile has written to the folder itself"
	[ ! -e "$work/x" ] || fail "the Makefile has written beside the folder"
}

files_of_the_same_repository_are_found() {
	source_in "$work/repository/drivers/one" first '#include "../../include/number.h"' 'int number = NUMBER;'
	mkdir "$work/repository/include"
	echo '#define NUMBER 1' >"$work/repository/include/number.h"
	mkdir "$work/repository/.git"
	try_gives 0 "$work/repository/drivers/one"
	[ -f "$result/src$work/repository/include/number.h" ] || fail "only the folder is copied"
	# Where this test's folder is in the cache, the module builds without a repository, too: the build sees the cache.
	rmdir "$work/repository/.git"
	"$top/scripts/try" --build-only "$work/repository/drivers/one" >"$work/said" 2>&1 || :
	[ ! -e "$result/src$work/repository/include" ] || fail "more than the folder is copied: $(cat "$work/said")"
}

# The .ko lies there without the files that an earlier make leaves.
a_module_that_came_ready_is_not_taken_for_one_that_was_built() {
	source_in "$work/ready" first
	try_gives 0 "$work/ready"
	cp "$result/ko/first.ko" "$work/ready"
	echo '#error "broken"' >>"$work/ready/first.c"
	try_gives 2 "$work/ready"
	has first built fail
}

two_modules_of_one_name_are_refused() {
	source_in "$work/alice/guess" guess
	source_in "$work/bob/guess" guess
	refused 'two of these modules are called guess' 'one after the other' "$work/alice/guess" "$work/bob/guess"
}

a_failed_command_is_no_build() {
	source_in "$work/command" first
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' 'all:' '	$(MAKE) -C /lib/modules/$(shell uname -r)/build M=$(CURDIR)' >>"$work/command/Makefile"
	try_gives 0 BUILD=make "$work/command"
	try_gives 2 BUILD='make; exit 3' "$work/command"
	has first built fail 'BUILD ended with status 3'
}

a_setting_that_is_no_number_is_refused() {
	source_in "$work/number" first
	refused 'TIMES=0 is no number' 'TIMES=10' TIMES=0 "$work/number"
	refused 'TIMEOUT=20s is no number' 'TIMEOUT=10' TIMEOUT=20s "$work/number"
	refused 'SWEEP=2 is neither' 'SWEEP=1' SWEEP=2 "$work/number"
	refused 'needs the debug kernel' 'KERNEL=debug' SWEEP=1 "$work/number"
}

an_old_ktap_file_is_removed() {
	echo 'ok 1 of last week' >"$work/result.ktap"
	refused 'there is no ' 'name the folder' KTAP="$work/result.ktap" "$work/nowhere"
	[ ! -e "$work/result.ktap" ] || fail "it is still there"
}

settings_reach_the_module_and_own_variables_do_not() {
	source_in "$work/settings" first '#ifndef NUMBER' '#error "no NUMBER"' '#endif'
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' '$(if $(SUITE)$(FLAVOUR)$(KERNEL)$(KDIR)$(LLVM)$(CARGO_HOME)$(RUN)$(PARAMS),$(error a variable of ours))' \
		'obj-m :=' 'obj-$(CONFIG_FIRST) := first.o' >"$work/settings/Makefile"
	gives 0 env -u MAKEFLAGS -u MAKELEVEL make -C "$top" -n --no-print-directory try \
		M="$work/settings" CONFIG_FIRST=m KCFLAGS='-DNUMBER=1 -DTWO=2' RUN=true
	cd "$top"
	eval "set -- $said"
	expect_eq "$1" scripts/try "what make runs: $said"
	shift
	try_gives 0 "$@"
	has first built ok
}

one_module_uses_the_symbols_of_another() {
	source_in "$work/bus" a_bus 'int on_the_bus;' 'EXPORT_SYMBOL_GPL(on_the_bus);'
	source_in "$work/driver" a_driver 'extern int on_the_bus;' 'int *see = &on_the_bus;'
	try_gives 2 "$work/driver"
	has a_driver symbols fail on_the_bus
	try_gives 0 M="$work/bus $work/driver"
	has a_driver symbols ok a_bus
	expect_eq "$(cut -f1 "$result/order" | paste -sd ' ')" 'a_bus a_driver' 'the order'
}

# The module's own target finds the headers by uname, as most do.
own_targets_see_the_kernel_of_the_guest() {
	source_in "$work/own" first
	# shellcheck disable=SC2016 # make's $
	printf '%s\n' 'mine:' "${tab}"'make -C /lib/modules/$(shell uname -r)/build M=$(PWD) modules' >>"$work/own/Makefile"
	try_gives 0 BUILD='make mine' "$work/own"
	has first built ok
	refused "BUILD='make other' has left no .ko" 'log/build' BUILD='make other' "$work/own"
}

# This bubblewrap fails as it does where namespaces are forbidden.
what_cannot_enter_the_sysroot_says_so() {
	need_namespaces
	source_in "$work/shut" first
	mkdir "$work/bin"
	# What finds a way into the sysroot runs true.
	printf '#!/bin/sh\ncase " $* " in *" true ") ;; *" --unshare-net "*) echo "bwrap: not permitted" && exit 1 ;; esac\nexec %s "$@"\n' \
		"$(command -v bwrap)" >"$work/bin/bwrap"
	chmod +x "$work/bin/bwrap"
	PATH=$work/bin:$PATH
	try_gives 1 "$work/shut"
	says 'nothing could be built: bwrap: not permitted'
}

run_tests "$tests" "$@"
