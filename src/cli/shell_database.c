#include "shell_database.h"

#include "exit_code.h"
#include "interrupt.h"

void shell_database_init(shell_database *d, target *where, target_use use)
{
    *d = (shell_database){.where = where, .use = use};
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void look(shell_database *d)
{
    struct stat now = {0};
    const char *path = mpdata_db_path(d->db);

    if (path != NULL && stat(path, &now) == 0 && !is_same(&now, &d->seen))
        d->has_changed = true;
    d->seen = now;
}

int shell_database_take(shell_database *d)
{
    if (d->db != NULL) {
        interrupt_watch(d->db);
        return EXIT_CODE_OK;
    }
    sigset_t before;
    interrupt_shield(&before);
    int code = target_open(d->where, d->use, &d->db);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == EXIT_CODE_OK)
        look(d);
    else
        shell_database_leave(d);
    return code;
}

bool shell_database_try(shell_database *d)
{
    if (d->db == NULL) {
        sigset_t before;
        interrupt_shield(&before);
        d->db = target_try_open(d->where, d->use);
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (d->db != NULL)
            look(d);
    }
    return d->db != NULL;
}

bool shell_database_has_changed(shell_database *d)
{
    bool has_changed = d->has_changed;

    d->has_changed = false;
    return has_changed;
}

void shell_database_leave(shell_database *d)
{
    (void)d;
    interrupt_hold();
}

void shell_database_note(shell_database *d, const char *sql, size_t bytes)
{
    shell_statement statement = shell_statement_of(sql, bytes);

    if (statement == SHELL_STATEMENT_LEAVES)
        d->holds_state = true;
    else if (statement == SHELL_STATEMENT_BEGINS)
        d->in_transaction = true;
    else if (statement == SHELL_STATEMENT_ENDS)
        d->in_transaction = false;
}

bool shell_database_is_passing(const shell_database *d)
{
    return d->where->memory || d->where->ephemeral;
}

bool shell_database_is_held(const shell_database *d)
{
    return d->db != NULL && (d->holds_state || d->in_transaction || shell_database_is_passing(d));
}

int shell_database_close(shell_database *d, int code)
{
    if (d->db != NULL) {
        code = target_close(d->db, code);
        d->db = NULL;
    }
    d->holds_state = false;
    d->in_transaction = false;
    return code;
}

void shell_database_let_go(shell_database *d)
{
    if (d->db == NULL || shell_database_is_held(d))
        return;
    (void)shell_database_close(d, EXIT_CODE_OK);
}
