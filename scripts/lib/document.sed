# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# What may differ between a document's transcript and a run of it. scripts/test-docs applies this (by
# sed -E) to both before it compares them. Anything else that differs is a failure.

# The time of a line of the kernel log, of a file, of a topic of the tests.
s/^\[ *[0-9]+\.[0-9]{6}\]/[TIME]/
s/ [A-Z][a-z][a-z] [ 0-3][0-9] [0-2][0-9]:[0-5][0-9] / DATE /
s/, [0-9]+\.[0-9]+ s$/, TIME s/
# The CPU and the duration of a function in the function graph of the kernel's tracer.
s/^ [0-9]+\) [ $@*#!+] *[0-9]+\.[0-9]+ us +\|/ CPU) DURATION |/
s/^ [0-9]+\) +\|/ CPU)          |/
# The line of the makefile whose command has failed.
s/^(make: \*\*\* \[[A-Za-z.]+):[0-9]+:/\1:LINE:/
# Addresses of memory.
s/0x[0-9a-f]{8,}|ffff[0-9a-f]{12}/ADDRESS/g
# The dynamic minor of a misc device, as ls and strace print it.
s/^(c[rwx-]{9} .* 10, +)[0-9]+ /\1MINOR /
s/makedev\(0xa, 0x[0-9a-f]+\)/makedev(0xa, MINOR)/
# The size of a module in lsmod.
s/^([a-z0-9_]+) +[0-9]{4,} +([0-9]+)/\1 SIZE \2/
# The versions of the kernel and of the module.
s/[0-9]+\.[0-9]+\.[0-9]+[a-z0-9.+~-]*-(cloud-|rt-)?(amd64|arm64)/RELEASE/g
s/^((src)?version: +)[0-9A-F.]+$/\1VERSION/
# The folder with the results of scripts/try, whose name has a checksum of the module's path.
s/^All of it is in .*/All of it is in FOLDER/
