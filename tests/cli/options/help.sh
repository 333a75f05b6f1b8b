mpdata --help
for command in ingest query tables schema drop; do
    echo "--- $command"
    mpdata $command --help
done
mpdata help drop | head -1
