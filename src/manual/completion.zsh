# From here on: what does with the lists above. Nothing that a database or a file is called is ever evaluated.

# The tables of the database that the command line names.
_mpdata_tables() {
    local -a database names lines
    local i word
    for ((i = 2; i < $#mpdata_words; i++)); do
        word=${(Q)mpdata_words[i]}
        case $word in
            --db | --project) database=($word "${(Q)mpdata_words[i + 1]}") ;;
            --db=* | --project=*) database=("$word") ;;
        esac
    done
    # A tilde that the user typed; the shell would have expanded it.
    [[ $database[2] != '~/'* ]] || database[2]=$HOME/${database[2][3,-1]}
    lines=("${(@f)$("${(Q)mpdata_words[1]/#\~\//$HOME/}" "${database[@]}" tables --format tsv 2>/dev/null </dev/null)}")
    # The first line is the header. A name with a backslash holds what can't be typed.
    for word in "${(@)lines[2,-1]%%$'\t'*}"; do
        [[ -z $word || $word == *\\* ]] || names+=("$word")
    done
    compadd -X TABLE -a names
}

_mpdata() {
    local curcontext="$curcontext" state line
    local -a specs mpdata_words=("${words[@]}")
    typeset -A opt_args

    _mpdata_specs_of_program
    _arguments -C -S $specs '(-)1:command:_mpdata_commands' '(-)*::argument:->arguments' && return
    [[ $state == arguments ]] || return 1
    _mpdata_specs $words[1]
    _arguments -S $specs
}

# Loaded by compinit, the file is the function itself the first time.
if [[ $funcstack[1] == _mpdata ]]; then
    _mpdata "$@"
else
    compdef _mpdata mpdata
fi
