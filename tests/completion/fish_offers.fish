# fish fish_offers.fish FOLDER-OF-COMPLETIONS LINE...: what fish's completion offers for each line. Prints "== LINE", and below
# it each word between < and >.
set -g fish_complete_path $argv[1]
for line in $argv[2..-1]
    printf '== %s\n' $line
    for answer in (complete -C $line)
        printf '<%s>\n' (string split -m 1 \t -- $answer)[1]
    end
end
