# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: awk -v to=FOLDER [-v update=1] -f document.awk DOCUMENT
#
# Reads a document, in Markdown or (NAME.1 to NAME.9) in mdoc, and writes what scripts/test-docs tests
# of it into FOLDER:
#
#   blocks       a line for each block to test: NUMBER LINE guest|host|FILE [WORD...]
#   N.wanted     block N; of a transcript without the empty lines that are before a prompt
#   N.K.command  of a transcript, command K with its prompt
#   guest, host  a script for sh that runs the commands of all transcripts there, in one shell
#   links        LINE TARGET of each link and each path
#   anchors      the anchors of the headings, as GitHub makes them
#   faults       LINE: what is wrong with the document itself
#
# With update=1 prints the document instead, with the text of FOLDER/N.new for each block N that has one.

BEGIN {
	prompt["guest"] = "# "
	prompt["host"] = "$ "
	manual = ARGV[1] ~ /\.[1-9]$/
	if (!update)
		for (i = split("blocks links anchors faults guest host", name, " "); i > 0; i--)
			printf "" > (to "/" name[i])
}

function fault(text) {
	print FNR ": " text > (to "/faults")
}

# All of them; a backslash in the replacement of gsub() means something else to each awk.
function replace(text, from, by,    done, at) {
	done = ""
	while ((at = index(text, from)) > 0) {
		done = done substr(text, 1, at - 1) by
		text = substr(text, at + length(from))
	}
	return done text
}

function quoted(text) {
	return "'" replace(text, "'", "'\\''") "'"
}

# In mdoc \e is a backslash, and \& protects a line that begins with a dot.
function plain(line) {
	if (manual)
		line = replace(replace(replace(line, "\\&", ""), "\\-", "-"), "\\e", "\\")
	return line
}

function in_mdoc(line) {
	if (manual) {
		line = replace(line, "\\", "\\e")
		if (line ~ /^[.']/)
			line = "\\&" line
	}
	return line
}

# A block begins after this line; `info` says what it is.
function begin(info,    word, words) {
	inside = 1
	kind = ""
	text = info == "text"
	words = split(info, word, " ")
	if (word[1] == "console" && word[2] in prompt)
		kind = word[2]
	else if (words == 3 && word[2] ~ /[.\/]|^[A-Z]/)
		kind = word[2]
	else if (words != 1 || word[1] == "console")
		fault("the block says neither `console guest`, `console host`, `LANGUAGE FILE ITEM` nor one word: " info)
	if (kind == "")
		return
	number++
	commands = blanks = 0
	sub(/^[^ ]+ +/, "", info)
	if (!update) {
		print number, FNR + 1, info > (to "/blocks")
		printf "" > (to "/" number ".wanted")
	}
	replaced = 0
	while (update && (getline line < (to "/" number ".new")) > 0) {
		print in_mdoc(line)
		replaced = 1
	}
}

function end_command() {
	if (command != "") {
		print "run " number "." commands " " quoted(command) > (to "/" kind)
		close(to "/" number "." commands ".command")
	}
	command = ""
}

function end() {
	inside = 0
	if (update || kind == "")
		return
	if (kind in prompt) {
		end_command()
		if (!commands)
			fault("a transcript without a command")
	}
	close(to "/" number ".wanted")
	kind = ""
}

function wanted(line) {
	for (; blanks > 0; blanks--)
		print "" > (to "/" number ".wanted")
	print line > (to "/" number ".wanted")
}

# A line of a transcript: a command, the rest of one, or what it prints.
function transcript(line) {
	if (index(line, prompt[kind]) == 1) {
		end_command()
		if (blanks)
			print "" > (to "/" number ".spaced")
		blanks = 0
		commands++
		command = substr(line, 3)
	} else if (command != "" && line ~ /^> /)
		command = command "\n" substr(line, 3)
	else if (line == "") {
		blanks++
		return
	} else if (!commands) {
		fault("a transcript begins with " prompt[kind])
		return
	} else
		end_command()
	wanted(line)
	if (command != "")
		print line > (to "/" number "." commands ".command")
}

# A word that may be a path of this repository.
function path(word) {
	if (word ~ /\// && word !~ /[^A-Za-z0-9_.\/-]/)
		print FNR, "path", word > (to "/links")
}

function within(line,    word, words) {
	if (kind in prompt)
		transcript(line)
	else if (kind != "")
		wanted(line)
	else if (text) {
		gsub(/[,;:]/, " ", line)
		for (words = split(line, word, " "); words > 0; words--)
			path(word[words])
	}
}

function heading(text) {
	gsub(/`/, "", text)
	text = tolower(text)
	gsub(/[^a-z0-9 _-]/, "", text)
	gsub(/ /, "-", text)
	print text (text in headings ? "-" headings[text] : "") > (to "/anchors")
	headings[text]++
}

# Links, and words in backticks.
function prose(line,    rest, code) {
	rest = ""
	while (match(line, /`[^`]*`/)) {
		code = substr(line, RSTART + 1, RLENGTH - 2)
		rest = rest substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		sub(/ .*/, "", code)
		path(code)
	}
	line = rest line
	while (match(line, /\]\([^)]*\)/)) {
		print FNR, "link", substr(line, RSTART + 2, RLENGTH - 3) > (to "/links")
		line = substr(line, RSTART + RLENGTH)
	}
}

manual && !inside && /^\.Bd -literal/ { if (update) print; begin(comment); next }
manual && inside && /^\.Ed/ { if (update) print; end(); next }
manual && !inside { comment = /^\.\\" / ? substr($0, 5) : "" }
manual && !inside && /^\.Pa / && !update { path($2) }

!manual && /^```/ {
	if (!inside) {
		if (update)
			print
		begin(substr($0, 4))
		next
	}
	end()
}

update {
	if (!inside || kind == "" || !replaced)
		print
	next
}
inside { within(plain($0)) ; next }
manual || /^```/ { next }
/^(    |\t)/ { fault("a block by indentation: use ``` and say what it is") }
/^#+ / { heading(substr($0, index($0, " ") + 1)) }
{ prose($0) }

END {
	if (inside && !update)
		fault("the last block has no end")
}
