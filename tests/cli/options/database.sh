mpdata tables
echo "exit $?"
mpdata --memory --db a.db tables
echo "exit $?"
MPDATA_DB=a.db MPDATA_PROJECT=1 mpdata tables
echo "exit $?"
mpdata --project ../x tables
echo "exit $?"
mpdata --project '' tables
echo "exit $?"
# Named in the command line, the environment does not count.
MPDATA_DB=a.db mpdata --memory query --format csv 'SELECT 1 AS a'
# Before or after the command.
mpdata query --memory --format csv 'SELECT 2 AS a'
ls -A
