# shellcheck shell=bash
# From here on: what does with the lists above. Nothing that a database or a file is called is ever evaluated.

# A word of the command line as it was typed, without its quotes, in $plain.
_mpdata_unquote() {
    plain=$1
    # shellcheck disable=SC2088 # a tilde that the user typed
    [[ $plain != '~/'* ]] || plain=$HOME/${plain:2}
    plain=${plain//[\"\'\\]/}
}

# The tables of the database that the command line names, in the array `candidates`.
_mpdata_table_names() {
    local name is_header=yes
    while IFS=$'\t' read -r name _; do
        # A name with a backslash holds what can't be typed.
        [[ $is_header == yes || -z $name || $name == *\\* ]] || candidates+=("$name")
        is_header=no
    done < <("$program" "${database[@]}" tables --format tsv 2>/dev/null </dev/null)
}

# Those of `candidates` that begin as the word does.
_mpdata_offer() {
    local candidate quoted plain
    _mpdata_unquote "$current"
    for candidate in "${candidates[@]}"; do
        [[ $candidate == "$plain"* ]] || continue
        printf -v quoted %q "$candidate"
        # Inside quotes readline wants the name as it is; one that needs more than that is left out.
        if [[ $current == [\"\']* ]]; then
            [[ $candidate == *[\"\'\$\`!]* ]] || COMPREPLY+=("$candidate")
        else
            COMPREPLY+=("$quoted")
        fi
    done
}

# Goes over the words before the cursor: the command, how many words it has, and the option that waits for its own.
_mpdata_read_words() {
    local i=1 word kind plain
    while ((i < COMP_CWORD)); do
        word=${COMP_WORDS[i]}
        i=$((i + 1))
        if [[ $word != -?* ]]; then
            if [[ -z $command ]]; then command=$word; else position=$((position + 1)); fi
            continue
        fi
        kind=
        _mpdata_option_argument "$command" "$word"
        [[ -n $kind ]] || continue
        # --format=csv comes as three words.
        [[ ${COMP_WORDS[i]} != = ]] || i=$((i + 1))
        if ((i >= COMP_CWORD)); then
            waiting=$kind
        elif [[ $word == --db || $word == --project ]]; then
            _mpdata_unquote "${COMP_WORDS[i]}"
            database=("$word" "$plain")
        fi
        i=$((i + 1))
    done
}

_mpdata() {
    local program=$1 current=${COMP_WORDS[COMP_CWORD]} command='' position=1 waiting='' kind=''
    local -a database=() candidates=()

    COMPREPLY=()
    # shellcheck disable=SC2088 # a tilde that the user typed
    [[ $program != '~/'* ]] || program=$HOME/${program:2}
    _mpdata_read_words
    [[ $current != = ]] || current=
    if [[ -n $waiting ]]; then
        kind=$waiting
    elif [[ $current == -* ]]; then
        kind="words $(_mpdata_options "$command")"
    elif [[ -z $command ]]; then
        kind='command'
    else
        _mpdata_word "$command" "$position"
    fi
    # shellcheck disable=SC2154 # the commands are among the lists
    case $kind in
        words\ *) read -r -d "" -a candidates <<<"${kind#words }" ;;
        command) read -r -a candidates <<<"$_mpdata_commands" ;;
        table) _mpdata_table_names ;;
        file) compopt -o default -o bashdefault 2>/dev/null ;;
        folder) compopt -o dirnames -o plusdirs 2>/dev/null ;;
    esac
    _mpdata_offer
}

complete -F _mpdata mpdata
