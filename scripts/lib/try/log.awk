# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Reads what scripts/lib/try/kbuild prints, between lines "@source", TAB, PATH, and sorts the messages of
# the compilers by object. verdict.awk uses:
#     module[1..modules]   a key; name[], source[], stem[] (path without ending), objects[] of each; built[]
#     errors[OBJECT], error[OBJECT, 1..]; warnings[OBJECT], warning[OBJECT, 1..], by[OBJECT, TOOL]
#     said[OBJECT]         all that was printed for it
#     refusal[MODULE, "licence", "gpl" or "namespace"]; missing[MODULE], the symbols; info[MODULE, KEY]; undefined[MODULE]
# An OBJECT is the source, SUBSEP, and its path within that.

function object_of(path) {
	sub(/^\.\//, "", path)
	return where SUBSEP path
}

# problem KIND TEXT TOOL: KIND is error or warning.
function problem(kind, text, tool) {
	if ((object, text) in seen)
		return
	seen[object, text]
	if (kind == "error") {
		error[object, ++errors[object]] = text
	} else {
		warning[object, ++warnings[object]] = text
		by[object, tool]++
	}
}

# end_of_block: a message of rustc ends at an empty line.
function end_of_block() {
	if (block != "")
		problem(block_kind, block, "rustc")
	block = ""
}

function name_of(path) {
	sub(/.*\//, "", path)
	gsub(/-/, "_", path)
	return path
}

function new_module(path) {
	if ((where, path) in key)
		return key[where, path]
	module[++modules] = modules
	key[where, path] = modules
	name[modules] = name_of(path)
	source[modules] = where
	stem[modules] = path
	return modules
}

# add_missing MODULE SYMBOL: modpost may run more than once.
function add_missing(m, symbol) {
	if (!((m, symbol) in seen))
		missing[m] = missing[m] " " symbol
	seen[m, symbol]
}

# modpost MESSAGE: up to Linux 7.2 the module stands in brackets or in the sentence, some of them without
# their folder; so it is known by its name here.
function modpost(text, m) {
	m = text
	sub(/^[A-Z]*: modpost: /, "", text)
	if (text ~ /^module [^ ]+ uses symbol/)
		m = substr(text, 8, index(substr(text, 8), " ") - 1)
	else if (match(m, /[^ \[]*\.k?o([\]: ]|$)/))
		m = substr(m, RSTART, RLENGTH)
	else if (text ~ /^[^ ]+: /)
		m = substr(text, 1, index(text, ":") - 1)
	else
		return
	sub(/\.k?o[\]: ]*$/, "", m)
	m = name_of(m)
	object = object_of(m ".ko")
	if (text ~ /undefined!/ && match(text, /['"][^'"]*['"]/)) {
		add_missing(where SUBSEP m, substr(text, RSTART + 1, RLENGTH - 2))
		return
	}
	if (text ~ /missing MODULE_LICENSE/)
		refusal[where, m, "licence"] = text
	else if (text ~ /GPL-incompatible/ && match(text, /'[^']*'/))
		refusal[where, m, "gpl"] = refusal[where, m, "gpl"] " " substr(text, RSTART + 1, RLENGTH - 2)
	else if (match(text, /namespace '?[^' ,]*/))
		refusal[where, m, "namespace"] = substr(text, RSTART, RLENGTH)
	problem($0 ~ /^ERROR/ ? "error" : "warning", "modpost: " text, "modpost")
}

BEGIN { FS = "\t" }

/^@source\t/ { where = $2; object = ""; next }
/^@status\t/ { status[where] = $2; next }
/^@module\t/ { objects[new_module($2)] = $3; next }
/^@built\t/ { current = new_module($2); built[current]; next }
/^@modinfo\t/ {
	i = index($2, "=")
	info[current, substr($2, 1, i - 1)] = substr($2, i + 1)
	next
}
/^@undefined\t/ { undefined[current] = undefined[current] " " $2; next }

# Kbuild names each target before what is printed for it.
/^  [A-Z]+ (\[M\])? *[^ ]+$/ {
	end_of_block()
	path = $0
	sub(/.* /, "", path)
	object = object_of(path)
	next
}
/^(WARNING|ERROR): modpost: / { modpost($0); next }
/^make(\[[0-9]+\])?: / {
	end_of_block()
	if (match($0, /No rule to make target '[^']*\.o'/)) {
		path = substr($0, RSTART + 24, RLENGTH - 25)
		object = object_of(path)
		sub(/o$/, "", path)
		problem("error", "there is no source for it: neither " path "c nor " path "rs nor " path "S")
	}
	next
}
/^(error|warning)(\[E[0-9]+\])?: / {
	end_of_block()
	if ($0 !~ /^(error: aborting due to|warning: [0-9]+ warnings? emitted|error: could not compile)/) {
		block = $0
		block_kind = $0 ~ /^error/ ? "error" : "warning"
	}
	next
}
block != "" && /^$/ { end_of_block(); next }
block != "" { block = block "\n" $0; next }

/: (error|warning): objtool: / {
	object = object_of(substr($0, 1, index($0, ":") - 1))
	text = substr($0, index($0, "objtool: "))
	problem($0 ~ /: error: objtool/ ? "error" : "warning", text, "objtool")
	next
}
/^[^ ]+:[0-9]+:([0-9]+:)? (fatal )?error: / { problem("error", $0); follow = "error"; next }
/^[^ ]+:[0-9]+:([0-9]+:)? warning: / { problem("warning", $0, "cc"); follow = "warning"; next }
/^[^ ]*ld(\.[a-z]*)?: / { problem("error", $0); next }
# The lines of the source that the C compiler shows.
follow == "error" && /^ *[0-9]* \| / { error[object, errors[object]] = error[object, errors[object]] "\n" $0; next }
follow == "warning" && /^ *[0-9]* \| / { warning[object, warnings[object]] = warning[object, warnings[object]] "\n" $0; next }
{ said[object] = said[object] $0 "\n" }
