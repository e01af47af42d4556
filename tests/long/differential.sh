#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# differential: in 10,000 random sequences of operations the device does what a regular file does.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../device/lib/device.sh
. "${0%/*}/../device/lib/device.sh"
# shellcheck source=../device/lib/differential.sh
. "${0%/*}/../device/lib/differential.sh"

tests='
same-as-a-file-at-100-bytes
same-as-a-file-at-two-pages
same-as-a-file-at-10000-bytes
same-as-a-file-at-the-default-capacity
'
sequences=2500
run_tests "$tests" "$@"
