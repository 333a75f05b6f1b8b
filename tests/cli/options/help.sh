# The help of every command fits a screen of 80 columns and 24 lines, the prompt among them, and has examples; what
# 'mpdata help' tells has every section, and no option less.
source "$cases/commands.bash"

# look NAME FILE LINES: whether it keeps to them, and to 80 columns.
look() {
    awk -v what="$1" -v lines="$3" 'length($0) > 80 { print what ": wider than 80 columns: " $0 }
        END { if (NR > lines) print what ": " NR " lines" }' "$2"
}

mpdata --help >help.txt
look mpdata help.txt 23
[[ $(mpdata --help | grep -c '^  mpdata --db company.db ') -ge 2 ]] || echo "mpdata: no examples"
commands >names.txt
for name in ingest query drop help; do
    grep -qx $name names.txt || echo "$name is not listed"
done
while read -r name; do
    mpdata "$name" --help >help.txt || echo "$name --help: exit $?"
    mpdata help "$name" >full.txt || echo "help $name: exit $?"
    look "$name" help.txt 23
    look "help $name" full.txt 1000
    grep -q "^Usage: mpdata $name" help.txt || echo "$name: no usage"
    sed -n '/^Examples:/,/^$/p' help.txt | grep -q "mpdata .*$name" || echo "$name: no example of it"
    for part in Options Examples 'Exit codes' Environment Files; do
        grep -q "^$part.*:\$" full.txt || echo "help $name: no $part"
    done
    grep -oE '^      --[a-z-]+|^  -[a-z], --[a-z-]+' help.txt | while read -r option; do
        grep -qF -- "${option##* }" full.txt || echo "help $name: no $option"
    done
done <names.txt
mpdata help | head -n 1
mpdata help drop | head -n 3
mpdata help help --help | head -n 1
mpdata help nothing
echo "exit $?"
mpdata help drop query
echo "exit $?"
