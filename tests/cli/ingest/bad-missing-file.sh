# A file that is not there.
. "$cases/ingest/bad-input.bash"
assert_refused
