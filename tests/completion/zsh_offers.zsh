# zsh zsh_offers.zsh FOLDER-OF-_mpdata LINE...: what zsh's completion offers for each line, as it does on a terminal.
# Prints "== LINE", and below it each match between < and >, sorted. Works in the current folder.
setopt no_monitor
zmodload zsh/zpty
functions_folder=$1
shift

zpty shell "env PS1= zsh -f -i"
# wait_for TEXT: until the shell has printed it.
wait_for() {
    local part seen=
    while zpty -r shell part; do
        seen+=$part
        [[ $seen != *$1* ]] || return 0
    done
    return 1
}

# The matches are taken from compadd, which every part of the completion calls in the end. Calls that only fill arrays
# (-O, -A, -D) pass.
zpty -w shell "fpath=(${(q)functions_folder} \$fpath); autoload -Uz compinit; compinit -C -u -d ./zcompdump; PROMPT=
compadd() {
    [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd \"\$@\"; return }
    typeset -a matches
    builtin compadd -A matches \"\$@\"
    builtin compadd \"\$@\"
    local code=\$?
    (( \$#matches == 0 )) || print -rl -- '<'\${^matches}'>' >>./zsh_matches
    return code
}
show-matches() { zle list-choices; print DO''NE }
zle -N show-matches
bindkey '^X' show-matches
print RE''ADY"
wait_for READY || exit 1
for line; do
    : >./zsh_matches
    zpty -w -n shell $'\C-U'$line$'\C-X'
    wait_for DONE || exit 1
    print -r -- "== $line"
    sort -u ./zsh_matches
done
zpty -d shell
