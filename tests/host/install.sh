#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# install: make modules_install: who may, what is signed, and who runs depmod. The kernels are made up.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/kdir.sh
. "${0%/*}/../lib/kdir.sh"

tests='
install-without-a-module-says-so-last
install-by-an-ordinary-user-says-so-last
install-runs-depmod-from-sbin
install-does-not-sign-without-a-key-and-says-so
install-signs-with-a-key
install-signs-with-a-key-when-asked-to
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	rm -rf "${work:?}/bin" "$work/kdir" "$work/out" "$work/image"
}

# install ARGUMENT...: make modules_install of a made-up module.
install() {
	mkdir -p "$work/out" "$work/image"
	: >"$work/out/module.ko"
	program depmod 'depmod has run'
	make_gives 0 KDIR="$work/kdir" MO="$work/out" INSTALL_MOD_PATH="$work/image" "$@" modules_install
}

install_without_a_module_says_so_last() {
	good_kernel
	make_gives 2 KDIR="$work/kdir" MO="$work/none" modules_install
	last_line
	says 'Build it first: make'
}

install_by_an_ordinary_user_says_so_last() {
	need_namespaces
	good_kernel
	mkdir "$work/image"
	mkdir "$work/out"
	: >"$work/out/module.ko"
	gives 2 env PATH="$work/bin:$PATH" bwrap --dev-bind / / --ro-bind "$work/image" "$work/image" \
		make -C "$top" KDIR="$work/kdir" MO="$work/out" INSTALL_MOD_PATH="$work/image" modules_install
	says "You cannot write to $work/image/lib/modules/7.3.4. Install as root: sudo make modules_install"
}

# The kernel's own make prints the PATH in which it looks for depmod.
install_runs_depmod_from_sbin() {
	good_kernel
	# shellcheck disable=SC2016 # for make
	printf 'modules_install:\n\t@echo "PATH is $(PATH):"\n' >"$work/kdir/Makefile"
	install
	says ':/usr/sbin:/sbin:'
	says 'depmod has run'
}

install_does_not_sign_without_a_key_and_says_so() {
	good_kernel CONFIG_MODULE_SIG_ALL=y 'CONFIG_MODULE_SIG_KEY="certs/key.pem"'
	install
	says 'The module is not signed'
	says 'sign [] command line'
	install CONFIG_MODULE_SIG_ALL=y
	says 'The module is not signed'
	says 'sign [] command line'
}

with_key() {
	mkdir "$work/kdir/certs"
	: >"$work/kdir/certs/key.pem"
	: >"$work/kdir/certs/signing_key.x509"
}

install_signs_with_a_key() {
	good_kernel CONFIG_MODULE_SIG_ALL=y 'CONFIG_MODULE_SIG_KEY="certs/key.pem"'
	with_key
	install
	says 'sign [] undefined'
}

install_signs_with_a_key_when_asked_to() {
	good_kernel 'CONFIG_MODULE_SIG_KEY="certs/key.pem"'
	with_key
	install
	says 'sign [] undefined'
	install CONFIG_MODULE_SIG_ALL=y
	says 'sign [y] command line'
}

run_tests "$tests" "$@"
