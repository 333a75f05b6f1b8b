# bash bash_offers.bash COMPLETION LINE...: what bash's completion offers for each line, whose words have one blank
# between them. Prints "== LINE", and below it each reply between < and >, and <compopt ...> where it asks readline for files.
# shellcheck source=/dev/null # it is made by the build
source "$1"
shift
compopt() {
    printf '<compopt %s>\n' "$*"
}
for line; do
    IFS=' ' read -r -a COMP_WORDS <<<"$line"
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMPREPLY=()
    printf '== %s\n' "$line"
    _mpdata "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}"
    ((${#COMPREPLY[@]} == 0)) || printf '<%s>\n' "${COMPREPLY[@]}"
done
