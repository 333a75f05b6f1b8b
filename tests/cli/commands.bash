# The names of all commands, one a line, as `mpdata --help` lists them in two columns.
commands() {
    mpdata --help | awk 'NF == 0 { part++ } part == 1 && NF > 0 {
        for (i = 1; i <= length($0); i += 40) {
            split(substr($0, i == 1 ? 1 : i, 40), words, " ")
            print words[1]
        }
    }'
}
