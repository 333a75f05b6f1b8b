# What a killed process left is shown, and removed; what is in use, or no file of mpdata's, stays.
mkdir scratch
export TMPDIR=$PWD/scratch
leave() {
    mkdir -m 700 "scratch/mpdata-scratch-$1"
    printf '%s' "$2" >"scratch/mpdata-scratch-$1/scratch.db"
}
leave 0000000000000001 1234567
leave 0000000000000002 12
mkdir scratch/mpdata-scratch-0000000000000002/scratch.db.tmp
printf 123 >scratch/mpdata-scratch-0000000000000002/scratch.db.tmp/duckdb_temp_storage_S32K-0.tmp
printf 12345 >scratch/mpdata-scratch-0000000000000002/scratch.db.wal

mpdata clean --dry-run --format csv | sort
ls scratch
mpdata clean -n --format csv | grep -c left
mpdata clean --format csv | sort
ls scratch
mpdata clean

# Held by another process.
leave 0000000000000003 123
exec 9<scratch/mpdata-scratch-0000000000000003
flock 9
mpdata clean --format csv
exec 9<&-
mkdir elsewhere
mv scratch/mpdata-scratch-0000000000000003 elsewhere
mpdata clean --format csv
mpdata clean elsewhere --format csv

# With a letter in it.
leave 0000000000000004 123
echo Dear >scratch/mpdata-scratch-0000000000000004/letter.txt
mpdata clean --format csv
echo "exit $?"
mpdata --memory query --format csv "SELECT 'any command tries, and says nothing' AS answer"
ls scratch/*
rm -r scratch/*

# Any command.
leave 0000000000000005 123
mpdata --memory query --format csv 'SELECT 1 AS one'
ls scratch
mpdata clean nowhere
echo "exit $?"
mpdata clean one two
echo "exit $?"
