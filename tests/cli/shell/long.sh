# A statement of any length; one that has no end yet is looked through only where it may have ended.
{
    echo "SELECT length('"
    for ((i = 0; i < 5000; i++)); do echo 'one more line of the text'; done
    echo "') AS characters,"
    echo "1 AS one; SELECT 2 AS two;"
    echo "SELECT 3 AS three -- the end"
    printf '%s' '/* is a comment */'
} | mpdata --memory shell --format csv
echo "exit $?"
printf 'SELECT 1 AS a -- no line end' | mpdata --memory shell --format csv
printf -- '-- nothing but this' | mpdata --memory shell
echo "exit $?"
printf '/* never closed' | mpdata --memory shell
echo "exit $?"
