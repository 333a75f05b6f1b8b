# Every example of docs/SQL.md runs, over the table that it begins with.
doc=$cases/../../docs/SQL.md
awk '/^```sql$/ { n++; file = sprintf("example%d.sql", n); next } /^```$/ { file = ""; next } file { print > file }' "$doc"
for n in 2 3 4 5; do
    cat example1.sql "example$n.sql" >both.sql
    mpdata --memory query -f both.sql
done
ls example*.sql
