# Values that are hard on a format, in each of the text formats.
source "$cases/query/hostile-values.bash"
for format in table csv tsv json jsonl markdown; do
    echo "--- $format"
    mpdata --memory query --format $format "$hostile_sql" | cat -v
done
