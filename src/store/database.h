/*
 * What an mpdata_db is. For src/store and src/query.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "engine/connection.h"
#include "engine/library.h"
#include "mpdata/database.h"
#include "store/checkpoint_journal.h"
#include "store/query_watch.h"
#include "store/scratch_folder.h"

/*
 * Something that holds on to the connection (a result): ended when the database closes under it, or by the next query.
 * `end` releases what the dependent holds of the engine; it is off the list by then.
 */
typedef struct database_dependent {
    struct database_dependent *previous;
    struct database_dependent *next;
    bool is_listed;
    /* It lives on when the next query begins, until the database is closed. */
    bool is_lasting;
    void (*end)(struct database_dependent *dependent, bool is_closing);
} database_dependent;

/* What all handles of an open database share. It lives until the last of them is freed. */
typedef struct database_instance {
    /* Guards the counts. */
    pthread_mutex_t mutex;
    size_t handle_count;
    size_t open_count;
    engine_library *library;
    /* NULL for a database in memory. */
    char *path;
    /* Of the file, for the list of open files. */
    dev_t device;
    ino_t inode;
    bool is_listed;
    bool read_only;
    /* The file was made by this open, and nothing was loaded yet. */
    bool is_created;
    struct stat made;
    bool discard_unless_loaded;
    /* NULL unless it is a scratch database. */
    scratch_folder *scratch;
    /* A child made by fork has copies of the handles, and none of DuckDB's threads and locks. */
    pid_t owner;
    /* Of each handle, until it sets its own; 0: none. */
    uint64_t time_limit_ms;
    /* As given, for a load that sets its own for a while; 0 for DuckDB's. */
    uint64_t memory_limit_bytes;
    uint32_t threads;
    /* Since the buffers were forgotten; a load has the instance for itself. */
    uint64_t loads;
    /* Guards the journal and the descriptor. Nothing else is locked while it is held. */
    pthread_mutex_t journal_mutex;
    checkpoint_journal journal;
    /* A descriptor of the file that must not be closed before DuckDB's: with it all locks of the process on the file would go. -1: none. */
    int kept_descriptor;
} database_instance;

struct mpdata_db {
    database_instance *instance;
    /* NULL once closed. Guarded by `mutex` against mpdata_db_interrupt. */
    engine_connection *connection;
    pthread_mutex_t mutex;
    /* Guarded by `mutex`: mpdata_db_interrupt leaves DuckDB alone. */
    bool is_uninterruptible;
    /* Set by mpdata_db_interrupt, cleared when a load or query begins. */
    atomic_bool interrupted;
    query_watch watch;
    /* Guards the list: results are freed on any thread. Nothing is locked while it is held. */
    pthread_mutex_t dependents_mutex;
    database_dependent *dependents;
    /* A load of pushed records works on the connection, on a thread of its own. */
    bool is_loading;
};

/* A handle that is not open yet, of an instance of its own. The caller frees it with mpdata_db_free. */
mpdata_status database_new(const mpdata_open_options *options, mpdata_db **out,
                           mpdata_error *error);

/* Whether this is a child of the process that opened the database: it leaves all of it alone. */
bool database_is_inherited(const mpdata_db *db);

/* MPDATA_OK where the handle is there and open, else ARGUMENT (NULL, or busy with a load) or CLOSED. */
mpdata_status database_check_open(const mpdata_db *db, mpdata_error *error);
/* The same, and not read-only: `action` says what was tried ("load into a table"). */
mpdata_status database_check_writable(const mpdata_db *db, const char *action, mpdata_error *error);

/*
 * The same, and no other handle is open: a load leaves nothing to DuckDB's log, and a checkpoint waits for everyone
 * else's transactions.
 */
mpdata_status database_check_alone(mpdata_db *db, const char *action, mpdata_error *error);

/*
 * ARGUMENT where the caller has a transaction open: what mpdata does has transactions of its own. In one of the caller's, two
 * statements have the same number; to try BEGIN would undo it.
 */
mpdata_status database_check_no_transaction(mpdata_db *db, const char *action, mpdata_error *error);

/* Whether `facts` are those of the file that was opened. */
bool database_instance_is_file(const database_instance *instance, const struct stat *facts);

/* "path.wal". The caller frees it; NULL where memory ran out. */
char *database_log_path(const mpdata_db *db);
/* Of DuckDB's log beside the file. */
uint64_t database_log_bytes(const mpdata_db *db);
uint64_t database_instance_log_bytes(const database_instance *instance);

/* Closes the connection and what is kept of the file. Another thread may interrupt the handle meanwhile. */
void database_disconnect(mpdata_db *db);
/* Connects a handle, the only one, to the file that is now at its path, as it was connected before. */
mpdata_status database_reconnect(mpdata_db *db, mpdata_error *error);

/* Whether mpdata_db_interrupt was called since the load or query began, or the query's time is over. */
int database_is_interrupted(void *db);
void database_forget_interruption(mpdata_db *db);
/* What mpdata_db_interrupt and the time limit do to DuckDB. Any thread. */
void database_interrupt_engine(mpdata_db *db);

/* While true, what runs on the connection comes to its end: a commit, or the undoing of a load. */
void database_set_uninterruptible(mpdata_db *db, bool is_uninterruptible);

/* DuckDB makes its log as the umask says: from now on it is for the owner alone. */
void database_restrict_log(const mpdata_db *db);

/* Ends whatever still streams on the connection: DuckDB runs one statement at a time on it. */
void database_end_streams(mpdata_db *db);
/* The same, and forgets an interruption that came before: what each query begins with. */
void database_begin_query(mpdata_db *db);
/* Around each call in which the query works: its time counts. */
void database_enter_query(mpdata_db *db);
void database_leave_query(mpdata_db *db);
/* database_is_interrupted, and tells of progress. An engine_watch_callback for queries. */
int database_watch_query(void *handle);
/* Fills the error of a query that was stopped: INTERRUPTED or TIMEOUT. */
mpdata_status database_name_stop(const mpdata_db *db, mpdata_error *error);
void database_add_dependent(mpdata_db *db, database_dependent *dependent);
/* Whether it was on the list: otherwise `end` is called on another thread, or was. */
bool database_remove_dependent(mpdata_db *db, database_dependent *dependent);

#endif
