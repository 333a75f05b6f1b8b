# From here on: what does with the lists above. Nothing that a database or a file is called is ever evaluated.

# The words before the cursor that are no options: the command, then its own.
function __mpdata_words
    set -l is_argument no
    for word in (commandline -opc)[2..-1]
        if test $is_argument = yes
            set is_argument no
        else if contains -- $word $__mpdata_options_with_argument
            set is_argument yes
        else if not string match -q -- '-?*' $word
            printf '%s\n' $word
        end
    end
end

function __mpdata_command_is
    set -l words (__mpdata_words)
    test (count $words) -gt 0; and test "$words[1]" = $argv[1]
end

# __mpdata_is_at N COMMAND: the cursor is at the word N after the command, or with +N there or behind it. 0: at the command.
function __mpdata_is_at
    set -l words (__mpdata_words)
    set -l position (count $words)
    if test $argv[1] = 0
        test $position -eq 0
        return
    end
    test $position -gt 0; and test "$words[1]" = $argv[2]; or return 1
    if string match -q -- '+*' $argv[1]
        test $position -ge (string sub -s 2 -- $argv[1])
    else
        test $position -eq $argv[1]
    end
end

# The tables of the database that the command line names.
function __mpdata_tables
    set -l words (commandline -opc)
    set -l database
    for i in (seq 2 (count $words))
        switch $words[$i]
            case --db --project
                test $i -lt (count $words); and set database $words[$i] (string replace -r '^~/' "$HOME/" -- $words[(math $i + 1)])
            case '--db=*' '--project=*'
                set database $words[$i]
        end
    end
    # The first line is the header. A name with a backslash holds what can't be typed.
    for name in ($words[1] $database tables --format tsv 2>/dev/null </dev/null)[2..-1]
        set name (string split -m 1 \t -- $name)[1]
        string match -q -r '\\\\' -- $name; or printf '%s\n' $name
    end
end
