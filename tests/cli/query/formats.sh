# Every format with values that are hard on it, by name and by the output's name; compressed ones read back the same.
sql="SELECT i, v, n, t FROM (VALUES
  (1, E'a\tb\nc\rd\\\\e', 9223372036854775807::HUGEINT * 10, TIMESTAMP '1969-12-31 23:59:59.999999'),
  (2, '|\`*_<b>&\"quotes\"', 'nan'::DOUBLE::VARCHAR::DOUBLE, NULL),
  (3, chr(27) || '[31m' || chr(8238) || '🙂', 'inf'::DOUBLE, TIMESTAMP '0001-01-01'),
  (4, '', -1.5, NULL), (5, NULL, NULL, NULL)) AS r(i, v, n, t)"
for format in csv tsv json jsonl markdown; do
    echo "--- $format"
    mpdata --memory query --format $format "$sql" | cat -v
done
for name in a.csv a.tsv a.TAB a.json a.jsonl a.ndjson a.md a.markdown a.txt a.csv.gz a.jsonl.zst a.md.gz .csv; do
    mpdata --memory query "SELECT 1 AS one, 'x' AS x" -o $name || echo "exit $?"
    case $name in
        *.gz) what="$(gzip -dc $name | head -1)" ;;
        *) what="$(head -c 4 $name | od -An -c | tr -s ' ')" ;;
    esac
    printf '%s: %s\n' "$name" "$what"
done
mpdata --memory query --format csv "SELECT 1 AS one" -o b.json && cat b.json
mpdata --memory query "SELECT range AS i, hash(range) AS h FROM range(100000)" -o big.csv
mpdata --memory query "SELECT range AS i, hash(range) AS h FROM range(100000)" -o big.csv.gz
gzip -dc big.csv.gz | cmp - big.csv && echo same
ln -s /dev/full full.csv.gz
mpdata --memory query "SELECT range AS i, hash(range) AS h FROM range(100000)" -o full.csv.gz
echo "exit $?"
mpdata --memory query "SELECT error('late') FROM range(100000)" -o never.csv.gz 2>/dev/null
ls | tr '\n' ' '
